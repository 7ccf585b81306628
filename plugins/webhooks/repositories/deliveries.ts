import type { Dialect, Tx } from '#gatepost'
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
  })
  await tx.raw(
    `insert into webhooks_deliveries (endpoint, position, variant, lane, state, reason, due)
     select owed.endpoint, owed.position, owed.variant, owed.lane,
       case when owed.state <> 'first' then owed.state
            when exists (select 1 from webhooks_deliveries d
                         where d.endpoint = owed.endpoint and d.lane = owed.lane
                           and d.state in ('held', 'pending', 'leased') and d.replay is null) then 'held'
            else 'pending' end,
       owed.reason, cast(? as bigint)
     from ${owed} owed where true order by owed.n
     on conflict (endpoint, position, variant) do nothing`,
    [
      now,
      JSON.stringify(
        rows.map((row) => [row.endpoint, row.position, row.variant, row.lane, row.state, row.reason]),
      ),
    ],
  )
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
  if (lanes.length === 0) return 0
  const keys = jsonTable(dialect, { endpoint: 'integer', lane: 'text' })
  const promoted = await tx.raw(
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
  return Array.isArray(promoted) ? promoted.length : promoted.rows.length
}
