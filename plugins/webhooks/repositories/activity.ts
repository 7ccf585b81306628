import type { Dialect, Knex, Read, Tx } from '#gatepost'
import { type ActivityRow, FAILED } from '../delivery/activity.ts'
import { jsonTable, rowsOf } from './json-table.ts'

/** Adds to the sums; called in the transaction that records the attempts, so that each is counted exactly once. */
export function addActivity(tx: Tx, dialect: Dialect, rows: readonly ActivityRow[]): Knex.Raw | undefined {
  if (rows.length === 0) return undefined
  const added = jsonTable(dialect, {
    endpoint: 'integer',
    step: 'integer',
    at: 'integer',
    took: 'integer',
    attempts: 'integer',
  })
  return tx.raw(
    `insert into webhooks_activity (endpoint, step, at, took, attempts)
     select endpoint, step, at, took, attempts from ${added} added where true order by added.n
     on conflict (endpoint, step, at, took)
     do update set attempts = webhooks_activity.attempts + excluded.attempts`,
    [JSON.stringify(rows.map((row) => [row.endpoint, row.step, row.at, row.took, row.attempts]))],
  )
}

/** The attempts of some endpoints in one step of time. */
export interface ActivitySum {
  readonly endpoint: number
  /** When the step began. */
  readonly at: number
  readonly succeeded: number
  readonly failed: number
}

/** A stretch of steps: `step` long each, the first one beginning at `from`, the last one at `last`. */
export interface Stretch {
  readonly step: number
  readonly from: number
  readonly last: number
}

const within = (read: Read, endpoints: readonly number[], { step, from, last }: Stretch) =>
  read('webhooks_activity')
    .whereIn('endpoint', [...endpoints])
    .where({ step })
    .whereBetween('at', [from, last])

/** What succeeded and what failed at each of these endpoints, step by step; steps without an attempt are left out. */
export async function readActivity(
  read: Read,
  endpoints: readonly number[],
  stretch: Stretch,
): Promise<ActivitySum[]> {
  const rows: { [K in keyof ActivitySum]: number | string }[] = await within(read, endpoints, stretch)
    .groupBy('endpoint', 'at')
    .select('endpoint', 'at')
    .select(read.raw('sum(case when took <> ? then attempts else 0 end) as succeeded', [FAILED]))
    .select(read.raw('sum(case when took = ? then attempts else 0 end) as failed', [FAILED]))
  return rows.map(({ endpoint, at, succeeded, failed }) => ({
    endpoint: Number(endpoint),
    at: Number(at),
    succeeded: Number(succeeded),
    failed: Number(failed),
  }))
}

/** How many attempts of an endpoint there were of each class. */
export async function readHistogram(
  read: Read,
  endpoint: number,
  stretch: Stretch,
): Promise<Map<number, number>> {
  const rows: { took: number; attempts: number | string }[] = await within(read, [endpoint], stretch)
    .groupBy('took')
    .select('took')
    .sum({ attempts: 'attempts' })
  return new Map(rows.map(({ took, attempts }) => [took, Number(attempts)]))
}

/** Notes how many deliveries wait in the minute that began at `at`; the last word of a minute counts. */
export async function noteWaiting(tx: Tx, at: number, deliveries: number): Promise<void> {
  await tx('webhooks_waiting').insert({ at, deliveries }).onConflict('at').merge(['deliveries'])
}

/** How many waited, minute by minute from `from` on; minutes in which nobody counted are left out. */
export async function readWaiting(read: Read, from: number): Promise<{ at: number; deliveries: number }[]> {
  return read('webhooks_waiting').where('at', '>=', from).orderBy('at').select('at', 'deliveries')
}

/** Removes up to `limit` sums of a step that began before `before`, oldest first; answers how many. */
export async function removeActivity(tx: Tx, step: number, before: number, limit: number): Promise<number> {
  const removed = await rowsOf<object>(
    tx.raw(
      `delete from webhooks_activity where (endpoint, step, at, took) in
         (select endpoint, step, at, took from webhooks_activity where step = ? and at < ? order by at limit ?)
       returning at`,
      [step, before, limit],
    ),
  )
  return removed.length
}

export async function removeWaiting(tx: Tx, before: number): Promise<void> {
  await tx('webhooks_waiting').where('at', '<', before).delete()
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
