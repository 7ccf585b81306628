import type { Dialect, Read, Tx } from '#gatepost'
import { jsonTable, rowsOf } from './json-table.ts'

/** What becomes of a leased delivery. */
export interface Settlement {
  readonly id: number
  readonly token: number
  readonly state: 'delivered' | 'pending' | 'dead' | 'skipped'
  readonly reason: string | null
  readonly due: number
  /** Whether a step of the schedule was used up. */
  readonly tried: boolean
  /** Whether the receiver called the request itself wrong (400, 413, 415, 422). */
  readonly rejected: boolean
  /** Whether the claim is given back, as if it had not been. */
  readonly unclaimed: boolean
}

/**
 * Ends leases. A row whose lease was taken over meanwhile is left alone: its token is another one. Answers the
 * ids of the rows written.
 */
export async function settleLeases(
  tx: Tx,
  dialect: Dialect,
  settlements: readonly Settlement[],
  now: number,
): Promise<Set<number>> {
  if (settlements.length === 0) return new Set()
  const rows = jsonTable(dialect, {
    id: 'integer',
    token: 'integer',
    state: 'text',
    reason: 'text',
    due: 'integer',
    tried: 'integer',
    rejected: 'integer',
    unclaimed: 'integer',
  })
  const written = await rowsOf<{ id: number }>(
    tx.raw(
      `update webhooks_deliveries
       set state = s.state, reason = s.reason, due = s.due, tries = tries + s.tried, rejections = rejections + s.rejected, claims = claims - s.unclaimed,
           lease_until = null,
           delivered_at = case when s.state = 'delivered' then coalesce(delivered_at, cast(? as bigint)) else delivered_at end
       from ${rows} s
       where webhooks_deliveries.id = s.id and webhooks_deliveries.token = s.token
         and webhooks_deliveries.state = 'leased'
       returning webhooks_deliveries.id`,
      [
        now,
        JSON.stringify(
          settlements.map((s) => [
            s.id,
            s.token,
            s.state,
            s.reason,
            s.due,
            s.tried ? 1 : 0,
            s.rejected ? 1 : 0,
            s.unclaimed ? 1 : 0,
          ]),
        ),
      ],
    ),
  )
  return new Set(written.map((row) => row.id))
}

/** Whether any lease ended by `by`. */
export async function anyExpired(read: Read, by: number): Promise<boolean> {
  const row = await read('webhooks_deliveries')
    .whereRaw("state = 'leased'")
    .where('lease_until', '<=', by)
    .first('id')
  return row !== undefined
}

/** Leases that ended without a word by `now`, or all of them. */
export async function expiredLeases(
  tx: Tx,
  dialect: Dialect,
  by: number,
  limit: number,
): Promise<
  {
    id: number
    endpoint: number
    lane: string | null
    replay: number | null
    claims: number
    tries: number
    token: number
  }[]
> {
  return dialect
    .skipLocked(
      tx('webhooks_deliveries')
        .whereRaw("state = 'leased'")
        .where('lease_until', '<=', by)
        .orderBy('id')
        .limit(limit),
    )
    .select('id', 'endpoint', 'lane', 'replay', 'claims', 'tries', 'token')
}

/** After an endpoint's recovery nothing waits for a time that was set during the outage. */
export async function makeDue(tx: Tx, endpoint: number, now: number, limit: number): Promise<number> {
  return tx('webhooks_deliveries')
    .whereIn(
      'id',
      tx('webhooks_deliveries')
        .where({ endpoint })
        .whereRaw("state = 'pending'")
        .where('due', '>', now)
        .orderBy('due')
        .limit(limit)
        .select('id'),
    )
    .update({ due: now })
}
