/** Sums for the figures of a server; each is read from a partial index of what is open. */
import type { Read } from '#gatepost'
import { OPEN_IN_LANE } from './deliveries.ts'
import { rowsOf } from './json-table.ts'

/** How many deliveries are in an open state. */
export async function countOpen(read: Read, state: 'held' | 'pending' | 'leased'): Promise<number> {
  const row = await read('webhooks_deliveries').whereRaw(`state = '${state}'`).count({ count: '*' }).first()
  return Number(row?.count ?? 0)
}

/** Deliveries are counted up to here: nobody reads a larger number to the last digit. */
export const MOST_COUNTED = 100_000

const SOME = {
  open: "state in ('held', 'pending', 'leased')",
  dead: "state = 'dead'",
} as const

/** How many deliveries of all endpoints are open, or dead; counted up to `most`, which takes no longer with a million. */
export async function countUpTo(read: Read, some: keyof typeof SOME, most: number): Promise<number> {
  const [row] = await rowsOf<{ count: number | string }>(
    read.raw(
      `select count(*) as count from (select 1 from webhooks_deliveries where ${SOME[some]} limit ?) x`,
      [most],
    ),
  )
  return Number(row?.count ?? 0)
}

/** The lowest position with an open delivery at an endpoint that is switched on: read from the index of lanes alone. */
export async function oldestWaiting(read: Read): Promise<number | undefined> {
  const row: { position?: number | string | null } | undefined = await read('webhooks_deliveries as d')
    .join('webhooks_endpoints as e', 'e.num', 'd.endpoint')
    .whereRaw(`d.${OPEN_IN_LANE.replace('replay', 'd.replay')}`)
    .where('e.enabled', true)
    .min({ position: 'd.position' })
    .first()
  return row?.position == null ? undefined : Number(row.position)
}

/**
 * The oldest of the first `most` open deliveries whose endpoint is switched on. Undefined when nothing waits, and also
 * while more than `most` older ones are parked.
 */
export async function oldestOfFirst(
  read: Read,
  most: number,
): Promise<{ readonly id: number; readonly position: number } | undefined> {
  const [row] = await rowsOf<{ id: number; position: number }>(
    read.raw(
      `select w.id, w.position
       from (select id, endpoint, position from webhooks_deliveries
             where ${SOME.open} order by position, id limit ?) w
       join webhooks_endpoints e on e.num = w.endpoint
       where e.enabled = ? order by w.position, w.id limit 1`,
      [most, true],
    ),
  )
  return row
}

/** Living endpoints by condition. */
export async function countEndpoints(read: Read): Promise<Record<'closed' | 'open' | 'disabled', number>> {
  const rows: { enabled: boolean | number; breaker: 'closed' | 'open'; count: number | string }[] =
    await read('webhooks_endpoints as e')
      .join('webhooks_endpoint_runtime as r', 'r.endpoint', 'e.num')
      .whereNull('e.deleted_at')
      .groupBy('e.enabled', 'r.breaker')
      .select('e.enabled', 'r.breaker')
      .count({ count: '*' })
  const counts = { closed: 0, open: 0, disabled: 0 }
  for (const row of rows) counts[row.enabled ? row.breaker : 'disabled'] += Number(row.count)
  return counts
}

/** An endpoint that needs a hand: it fails, or was switched off without anybody's asking. */
export interface InNeed {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly disabledReason: 'gone' | 'failing' | null
  readonly failingSince: number | null
  readonly lastStatus: number | null
}

/** Living endpoints that need a hand, in the order of their making. */
export async function endpointsInNeed(read: Read, limit: number): Promise<InNeed[]> {
  const rows: (Omit<InNeed, 'enabled'> & { enabled: boolean | number })[] = await read(
    'webhooks_endpoints as e',
  )
    .join('webhooks_endpoint_runtime as r', 'r.endpoint', 'e.num')
    .whereNull('e.deleted_at')
    .where((q) =>
      q
        .where((on) => on.where('e.enabled', true).where('r.breaker', 'open'))
        .orWhere((off) => off.where('e.enabled', false).whereIn('e.disabled_reason', ['gone', 'failing'])),
    )
    .orderBy('e.num')
    .limit(limit)
    .select({
      id: 'e.id',
      name: 'e.name',
      enabled: 'e.enabled',
      disabledReason: 'e.disabled_reason',
      failingSince: 'r.failing_since',
      lastStatus: 'r.last_status',
    })
  return rows.map((row) => ({ ...row, enabled: Boolean(row.enabled) }))
}

/** A request that failed, and the delivery it was made for. */
export interface FailedAttempt {
  readonly delivery: number
  readonly at: number
}

/** The newest attempts that failed, from an index of failures alone. */
export async function newestFailures(read: Read, limit: number): Promise<FailedAttempt[]> {
  return (
    read('webhooks_attempts')
      .whereRaw('(status is null or status < 200 or status > 299)')
      // Requests of the debug panel have no delivery.
      .where('delivery', '>', 0)
      .orderBy('id', 'desc')
      .limit(limit)
      .select({ delivery: 'delivery', at: 'started_at' })
  )
}
