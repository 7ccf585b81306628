/** Requests to one endpoint, whatever they were made for: deliveries, and messages that somebody typed. */
import type { Knex, Read } from '#gatepost'
import { type AttemptRow, type StoredAttempt, toAttempt } from './attempts.ts'

export interface ExchangeRow {
  /** The delivery's variant, or the event that was typed. */
  readonly eventName: string
  /** Of the event; null for a typed message. */
  readonly position: number | null
  /** The body that was typed; null for a delivery. */
  readonly typed: string | null
  readonly attempt: AttemptRow & { readonly id: number }
}

/** However many there are, no more than these are looked at. */
const MOST_DELIVERED = 10_000
const MOST_TYPED = 1000

/** Both walks follow an index from its newest end. */
function recent(read: Read, endpoint: number): Knex.QueryBuilder {
  const delivered = read('webhooks_deliveries as d')
    .join('webhooks_attempts as a', 'a.delivery', 'd.id')
    .where('d.endpoint', endpoint)
    .orderBy([
      { column: 'd.position', order: 'desc' },
      { column: 'd.id', order: 'desc' },
    ])
    .limit(MOST_DELIVERED)
    .select('a.id', 'd.position', 'd.variant as event_name', read.raw('cast(null as text) as typed'))
  const typed = read('webhooks_tests as t')
    .join('webhooks_attempts as a', 'a.delivery', read.raw('-t.id'))
    .where('t.endpoint', endpoint)
    .orderBy('t.id', 'desc')
    .limit(MOST_TYPED)
    .select('a.id', read.raw('cast(null as bigint) as position'), 't.event_type', 't.body')
  return read
    .select('*')
    .from(delivered.as('delivered'))
    .unionAll(read.select('*').from(typed.as('typed')))
}

export async function countExchanges(read: Read, endpoint: number): Promise<number> {
  const row = await read.from(recent(read, endpoint).as('r')).count({ count: '*' }).first()
  return Number(row?.count)
}

/** The newest first, after `offset` of them. */
export async function listExchanges(
  read: Read,
  endpoint: number,
  offset: number,
  limit: number,
): Promise<ExchangeRow[]> {
  const rows: (StoredAttempt & Pick<ExchangeRow, 'position' | 'typed'> & { event_name: string })[] =
    await read
      .from(recent(read, endpoint).as('r'))
      .join('webhooks_attempts as a', 'a.id', 'r.id')
      .orderBy('a.id', 'desc')
      .limit(limit)
      .offset(offset)
      .select('a.*', 'r.position', 'r.event_name', 'r.typed')
  return rows.map((row) => ({
    eventName: row.event_name,
    position: row.position,
    typed: row.typed,
    attempt: toAttempt(row),
  }))
}
