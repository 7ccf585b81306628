import type { Knex, Read } from '#gatepost'
import type { AnswerClass } from '../delivery/answer-class.ts'
import type { DeliveryState } from '../delivery/delivery.ts'
import { answered } from './answered.ts'

/** A delivery with its endpoint, its event and its newest attempt, as lists and pages show it. */
export interface DeliveryRow {
  readonly id: number
  readonly variant: string
  readonly state: DeliveryState
  readonly reason: string | null
  readonly due: number
  readonly tries: number
  readonly delivered_at: number | null
  readonly position: number
  readonly endpoint_id: string
  readonly endpoint_name: string
  readonly endpoint_enabled: boolean | number
  readonly endpoint_deleted_at: number | null
  readonly event_id: string
  readonly event_type: string
  readonly event_subject: string | null
  readonly event_sequence: number | null
  readonly event_at: number
  readonly last_at: number | null
  readonly last_status: number | null
  readonly last_error: string | null
  readonly last_duration_ms: number | null
}

export interface DeliveryQuery {
  readonly id?: number
  /** `ep_…` */
  readonly endpoint?: string
  readonly states?: readonly DeliveryState[]
  readonly types?: readonly string[]
  readonly subject?: string
  /** `evt_…` */
  readonly event?: string
  /** When the event happened, both included. */
  readonly fromAt?: number
  readonly untilAt?: number
  /** Positions between which those events lie: what bounds the walk through the index. */
  readonly between?: { readonly after: number; readonly last: number }
  /** Positions of the events that alone come into question. */
  readonly positions?: readonly number[]
  /** How the newest attempt was answered. */
  readonly answer?: AnswerClass
  /** Older than this delivery. */
  readonly before?: { readonly position: number; readonly id: number }
  readonly limit: number
}

/** Deliveries, newest event first. */
export async function listDeliveryRows(read: Read, query: DeliveryQuery): Promise<DeliveryRow[]> {
  return newestDeliveries(read, query)
}

/** The statement of that list: whatever it is asked for, it walks an index and does not sort. */
export function newestDeliveries(read: Read, query: DeliveryQuery): Knex.QueryBuilder {
  const rows = read('webhooks_deliveries as d')
    .join('webhooks_endpoints as e', 'e.num', 'd.endpoint')
    .join('logged_events as v', 'v.position', 'd.position')
    .leftJoin('webhooks_attempts as a', (join) =>
      join.on('a.id', read.raw('(select max(id) from webhooks_attempts where delivery = d.id)')),
    )
  if (query.id !== undefined) rows.where('d.id', query.id)
  if (query.endpoint) {
    const endpoint = read('webhooks_endpoints').where('id', query.endpoint).select('num')
    rows.where('d.endpoint', endpoint)
  }
  if (query.states?.length) {
    rows.whereIn('d.state', [...query.states])
    // Again in the words of the partial indexes, which SQLite uses for literals alone.
    const all = (few: readonly DeliveryState[]) => query.states?.every((state) => few.includes(state))
    if (all(['dead'])) rows.whereRaw("d.state = 'dead'")
    if (all(['skipped'])) rows.whereRaw("d.state = 'skipped'")
    if (all(['held', 'pending', 'leased'])) rows.whereRaw("d.state in ('held', 'pending', 'leased')")
  }
  if (query.types?.length) rows.whereIn('v.type', [...query.types])
  if (query.subject) rows.where('v.subject', query.subject)
  if (query.event) rows.where('v.id', query.event)
  if (query.positions) rows.whereIn('d.position', [...query.positions])
  const { before, between, fromAt, untilAt } = query
  // Of the event as well: PostgreSQL would else go through the whole log for it.
  if (between)
    for (const position of ['d.position', 'v.position'])
      rows.where(position, '>', between.after).where(position, '<=', between.last)
  if (fromAt !== undefined) rows.where('v.at', '>=', fromAt)
  if (untilAt !== undefined) rows.where('v.at', '<=', untilAt)
  if (query.answer) answered(rows, query.answer)
  if (before)
    rows
      .where('d.position', '<=', before.position)
      .andWhere((q) => q.where('d.position', '<', before.position).orWhere('d.id', '<', before.id))
  return rows
    .orderBy([
      { column: 'd.position', order: 'desc' },
      { column: 'd.id', order: 'desc' },
    ])
    .limit(query.limit)
    .select({
      id: 'd.id',
      variant: 'd.variant',
      state: 'd.state',
      reason: 'd.reason',
      due: 'd.due',
      tries: 'd.tries',
      delivered_at: 'd.delivered_at',
      position: 'd.position',
      endpoint_id: 'e.id',
      endpoint_name: 'e.name',
      endpoint_enabled: 'e.enabled',
      endpoint_deleted_at: 'e.deleted_at',
      event_id: 'v.id',
      event_type: 'v.type',
      event_subject: 'v.subject',
      event_sequence: 'v.sequence',
      event_at: 'v.at',
      last_at: 'a.started_at',
      last_status: 'a.status',
      last_error: 'a.error_message',
      last_duration_ms: 'a.duration_ms',
    })
}

/** How many deliveries each of these endpoints has in each state. */
export async function countByState(
  read: Read,
  endpointIds: readonly string[],
): Promise<{ id: string; state: DeliveryState; count: number }[]> {
  const rows: { id: string; state: DeliveryState; count: number | string }[] = await read(
    'webhooks_deliveries as d',
  )
    .join('webhooks_endpoints as e', 'e.num', 'd.endpoint')
    .whereIn('e.id', [...endpointIds])
    .groupBy('e.id', 'd.state')
    .select('e.id', 'd.state')
    .count({ count: '*' })
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}
