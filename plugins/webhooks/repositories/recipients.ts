/** Which endpoints an event went to, and which ask for a type. */
import type { Read } from '#gatepost'
import type { DeliveryState } from '../delivery/delivery.ts'
import type { Subscribed } from '../endpoint/subscription.ts'
import { rowsOf } from './json-table.ts'

export interface RecipientRow {
  readonly endpoint: string
  readonly name: string
  readonly deleted: boolean
  /** The integer id of the delivery. */
  readonly delivery: number
  readonly variant: string
  readonly state: DeliveryState
  readonly reason: string | null
  readonly tries: number
}

/** The deliveries of the event at a position, by endpoint: one look-up in the unique index for each of them. */
export async function recipientsAt(read: Read, position: number, limit: number): Promise<RecipientRow[]> {
  const rows = await rowsOf<RecipientRow & { deleted_at: number | null }>(
    read.raw(
      `select p.id as endpoint, p.name, p.deleted_at, d.id as delivery, d.variant, d.state, d.reason, d.tries
       from webhooks_endpoints p cross join webhooks_deliveries d
       where d.endpoint = p.num and d.position = ?
       order by p.num, d.id limit ?`,
      [position, limit],
    ),
  )
  return rows.map(({ deleted_at, ...row }) => ({ ...row, deleted: deleted_at !== null }))
}

/** Living endpoints that have no delivery of the event at a position, oldest first. */
export async function passedOverAt(
  read: Read,
  position: number,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  return read('webhooks_endpoints as p')
    .whereNull('p.deleted_at')
    .whereNotExists(
      read('webhooks_deliveries as d')
        .select(read.raw('1'))
        .whereRaw('d.endpoint = p.num and d.position = ?', [position]),
    )
    .orderBy('p.num')
    .limit(limit)
    .select('p.id', 'p.name')
}

/** What each living endpoint asks for, without anything sealed. */
export async function subscriptions(
  read: Read,
): Promise<(Subscribed & { readonly name: string; readonly enabled: boolean })[]> {
  const rows: {
    id: string
    name: string
    enabled: boolean | number
    format: Subscribed['format']
    events: string
    include_failed_logins: boolean | number
  }[] = await read('webhooks_endpoints')
    .whereNull('deleted_at')
    .orderBy('num')
    .select('id', 'name', 'enabled', 'format', 'events', 'include_failed_logins')
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    enabled: Boolean(row.enabled),
    format: row.format,
    events: JSON.parse(row.events),
    includeFailedLogins: Boolean(row.include_failed_logins),
  }))
}
