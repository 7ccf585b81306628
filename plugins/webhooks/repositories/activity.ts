import type { Read } from '#gatepost'
import { rowsOf } from './json-table.ts'

/**
 * The lowest id from which on every attempt began at `since` or later, at most `most` ids back; undefined when
 * there is none. Ids rise with time, so the way through the primary key is halved and no index of times is needed.
 */
export async function firstAttempt(read: Read, since: number, most: number): Promise<number | undefined> {
  const attempts = () => read('webhooks_attempts').select('id', 'started_at')
  const newest: { id: number; started_at: number } | undefined = await attempts()
    .orderBy('id', 'desc')
    .first()
  if (!newest || newest.started_at < since) return undefined
  let low = Math.max(1, newest.id - most + 1)
  let high = newest.id
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    // Ids have holes: the first attempt from the middle on stands for it.
    const row = await attempts().where('id', '>=', middle).orderBy('id').first()
    if (row && row.started_at < since) low = row.id + 1
    else high = middle
  }
  return low
}

/** Numbers of living endpoints by their public ids. */
export async function endpointNumbers(read: Read, ids: readonly string[]): Promise<Map<number, string>> {
  const rows: { num: number; id: string }[] = await read('webhooks_endpoints')
    .whereIn('id', [...ids])
    .whereNull('deleted_at')
    .select('num', 'id')
  return new Map(rows.map((row) => [row.num, row.id]))
}

/** Those of these endpoints whose breaker is open. */
export async function onlyProbed(read: Read, ids: readonly string[]): Promise<Set<string>> {
  const rows: { id: string }[] = await read('webhooks_endpoints as e')
    .join('webhooks_endpoint_runtime as r', 'r.endpoint', 'e.num')
    .whereIn('e.id', [...ids])
    .where('r.breaker', 'open')
    .select('e.id')
  return new Set(rows.map((row) => row.id))
}

/** Attempts of one endpoint in one step of time. */
export interface AttemptSum {
  readonly endpoint: number
  /** Counted from 0 at the beginning. */
  readonly step: number
  readonly succeeded: number
  readonly failed: number
}

/** Sums of the attempts from id `from` on, for each endpoint and step of `stepMs` after `since`. */
export async function sumAttempts(
  read: Read,
  wanted: { readonly from: number; readonly since: number; readonly stepMs: number },
  endpoints: readonly number[],
): Promise<AttemptSum[]> {
  if (endpoints.length === 0) return []
  const succeeded = 'a.status between 200 and 299'
  const rows = await rowsOf<{ [K in keyof AttemptSum]: number | string }>(
    read.raw(
      `select d.endpoint, (a.started_at - cast(? as bigint)) / cast(? as bigint) as step,
              sum(case when ${succeeded} then 1 else 0 end) as succeeded,
              sum(case when ${succeeded} then 0 else 1 end) as failed
       from webhooks_attempts a join webhooks_deliveries d on d.id = a.delivery
       where a.id >= ? and a.started_at >= ? and d.endpoint in (${endpoints.map(() => '?').join(', ')})
       group by 1, 2`,
      [wanted.since, wanted.stepMs, wanted.from, wanted.since, ...endpoints],
    ),
  )
  return rows.map((row) => ({
    endpoint: Number(row.endpoint),
    step: Number(row.step),
    succeeded: Number(row.succeeded),
    failed: Number(row.failed),
  }))
}

/** How many successful attempts of an endpoint took how many milliseconds, quickest first. */
export async function successDurations(
  read: Read,
  from: number,
  endpoint: number,
): Promise<{ ms: number; count: number }[]> {
  const rows: { ms: number; count: number | string }[] = await read('webhooks_attempts as a')
    .join('webhooks_deliveries as d', 'd.id', 'a.delivery')
    .where('a.id', '>=', from)
    .where('d.endpoint', endpoint)
    .whereBetween('a.status', [200, 299])
    .groupBy('a.duration_ms')
    .orderBy('a.duration_ms')
    .select({ ms: 'a.duration_ms' })
    .count({ count: '*' })
  return rows.map(({ ms, count }) => ({ ms, count: Number(count) }))
}
