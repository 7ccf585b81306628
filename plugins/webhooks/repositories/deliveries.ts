import type { Dialect, Knex, Read, Tx } from '#gatepost'
import type { DeliveryState } from '../delivery/delivery.ts'
import { jsonTable } from './json-table.ts'

/** SQL for what holds a place in a live lane; partial indexes are used only where a query repeats their words. */
export const OPEN_IN_LANE = "state in ('held', 'pending', 'leased') and replay is null"

/** A delivery about to be written by fan-out. */
export interface OwedRow {
  readonly endpoint: number
  readonly position: number
  readonly variant: string
  readonly lane: string | null
  /** `first`: the lane's first of this batch, pending if nothing older is open, else held. */
  readonly state: 'first' | 'held' | 'pending' | 'skipped'
  readonly reason: string | null
  /** Number of the backfill that the event belongs to. */
  readonly backfill?: number | null
}

/** Writes what is owed, in order. What is owed already stays as it is. The caller holds fan-out's lock. */
export async function insertOwed(
  tx: Tx,
  dialect: Dialect,
  rows: readonly OwedRow[],
  now: number,
): Promise<void> {
  const owed = jsonTable(dialect, {
    endpoint: 'integer',
    position: 'integer',
    variant: 'text',
    lane: 'text',
    state: 'text',
    reason: 'text',
    backfill: 'integer',
  })
  const insertion = tx.raw(
    `insert into webhooks_deliveries (endpoint, position, variant, lane, state, reason, due, backfill)
     select owed.endpoint, owed.position, owed.variant, owed.lane,
       case when owed.state <> 'first' then owed.state
            when exists (select 1 from webhooks_deliveries d
                         where d.endpoint = owed.endpoint and d.lane = owed.lane
                           and d.state in ('held', 'pending', 'leased') and d.replay is null) then 'held'
            else 'pending' end,
       owed.reason, cast(? as bigint), owed.backfill
     from ${owed} owed where true order by owed.n
     on conflict (endpoint, position, variant) do nothing`,
    [
      now,
      JSON.stringify(
        rows.map((row) => [
          ...[row.endpoint, row.position, row.variant, row.lane, row.state, row.reason],
          row.backfill,
        ]),
      ),
    ],
  )
  await dialect.post(insertion)
}

export interface LaneKey {
  readonly endpoint: number
  readonly lane: string
}

/**
 * Makes the oldest open delivery of each lane its head, where it is held. A statement of its own after the change
 * that ended a head: on PostgreSQL it then sees what fan-out committed meanwhile. Answers how many it promoted.
 */
export async function promoteHeads(
  tx: Tx,
  dialect: Dialect,
  lanes: readonly LaneKey[],
  now: number,
): Promise<number> {
  const promoted = await promotion(tx, dialect, lanes, now)
  if (promoted === undefined) return 0
  return Array.isArray(promoted) ? promoted.length : promoted.rows.length
}

/** The statement of it. */
export function promotion(
  tx: Tx,
  dialect: Dialect,
  lanes: readonly LaneKey[],
  now: number,
): Knex.Raw | undefined {
  if (lanes.length === 0) return undefined
  const keys = jsonTable(dialect, { endpoint: 'integer', lane: 'text' })
  return tx.raw(
    `update webhooks_deliveries set state = 'pending', due = ?
     where state = 'held' and id in (
       select (select d.id from webhooks_deliveries d
               where d.endpoint = l.endpoint and d.lane = l.lane
                 and d.state in ('held', 'pending', 'leased') and d.replay is null
               order by d.position, d.id limit 1)
       from ${keys} l)
     returning id`,
    [now, JSON.stringify(lanes.map((key) => [key.endpoint, key.lane]))],
  )
}

/** How many deliveries of an endpoint are held or pending. */
export async function countWaiting(read: Read, endpoint: number): Promise<number> {
  const row = await read('webhooks_deliveries')
    .where({ endpoint })
    .whereRaw(OPEN_IN_LANE)
    .whereNot('state', 'leased')
    .count({ count: '*' })
    .first()
  return Number(row?.count ?? 0)
}

/** A delivery as resending weighs it. */
export interface Resendable {
  readonly id: number
  readonly state: DeliveryState
  readonly endpointId: string
  readonly endpointEnabled: boolean
  readonly endpointDeleted: boolean
}

/** A delivery, its row locked until `tx` ends. */
export async function lockDelivery(tx: Tx, dialect: Dialect, id: number): Promise<Resendable | undefined> {
  const row: { endpoint: number; state: DeliveryState } | undefined = await dialect
    .forUpdate(tx('webhooks_deliveries').where({ id }))
    .first('endpoint', 'state')
  if (!row) return undefined
  const endpoint: { id: string; enabled: boolean | number; deleted_at: number | null } | undefined = await tx(
    'webhooks_endpoints',
  )
    .where({ num: row.endpoint })
    .first('id', 'enabled', 'deleted_at')
  if (!endpoint) return undefined
  return {
    id,
    state: row.state,
    endpointId: endpoint.id,
    endpointEnabled: Boolean(endpoint.enabled),
    endpointDeleted: endpoint.deleted_at !== null,
  }
}

export async function makeDueNow(tx: Tx, id: number, now: number): Promise<void> {
  await tx('webhooks_deliveries').where({ id }).whereRaw("state = 'pending'").update({ due: now })
}

/** Opens an ended delivery again, outside its live lane, with its schedule from the start. */
export async function reopen(tx: Tx, id: number, replay: number, now: number): Promise<void> {
  await tx('webhooks_deliveries')
    .where({ id })
    .whereIn('state', ['delivered', 'dead', 'skipped'])
    .update({
      before: tx.raw("case when reason is null then state else state || ':' || reason end"),
      before_tries: tx.raw('tries'),
      state: 'pending',
      reason: null,
      due: now,
      claims: 0,
      tries: 0,
      rejections: 0,
      replay,
    })
}
