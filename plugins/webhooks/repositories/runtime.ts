import type { Dialect, Knex, Read, Tx } from '#gatepost'
import { GIVE_UP_MS, type Runtime } from '../delivery/breaker.ts'
import { jsonTable } from './json-table.ts'

interface Row {
  endpoint: number
  cap: number
  breaker: Runtime['breaker']
  opened_at: number | null
  probe_at: number
  probe_wait: number
  failures: number
  failing_lanes: string
  failing_since: number | null
  last_success_at: number | null
  last_failure_at: number | null
  last_status: number | null
}

const columns = [
  'endpoint',
  'cap',
  'breaker',
  'opened_at',
  'probe_at',
  'probe_wait',
  'failures',
  'failing_lanes',
  'failing_since',
  'last_success_at',
  'last_failure_at',
  'last_status',
] as const

function fromRow(row: Row): Runtime {
  return {
    endpoint: row.endpoint,
    cap: row.cap,
    breaker: row.breaker,
    openedAt: row.opened_at,
    probeAt: row.probe_at,
    probeWait: row.probe_wait,
    failures: row.failures,
    failingLanes: JSON.parse(row.failing_lanes),
    failingSince: row.failing_since,
    lastSuccessAt: row.last_success_at,
    lastFailureAt: row.last_failure_at,
    lastStatus: row.last_status,
  }
}

export async function insertRuntime(tx: Tx, runtime: Runtime): Promise<void> {
  await tx('webhooks_endpoint_runtime').insert({ endpoint: runtime.endpoint, cap: runtime.cap })
}

/** Runtime rows of these endpoints, locked until `tx` ends, in one order for all so that nobody deadlocks. */
export async function lockRuntimes(
  tx: Tx,
  dialect: Dialect,
  endpoints: readonly number[],
): Promise<Map<number, Runtime>> {
  const rows: Row[] = await dialect
    .forUpdate(
      tx('webhooks_endpoint_runtime')
        .whereIn('endpoint', [...endpoints])
        .orderBy('endpoint'),
    )
    .select(columns)
  return new Map(rows.map((row) => [row.endpoint, fromRow(row)]))
}

export async function readRuntimes(read: Read, endpoints: readonly number[]): Promise<Map<number, Runtime>> {
  const rows: Row[] = await read('webhooks_endpoint_runtime')
    .whereIn('endpoint', [...endpoints])
    .select(columns)
  return new Map(rows.map((row) => [row.endpoint, fromRow(row)]))
}

/**
 * Endpoints that are switched on, and whose breaker opened at `since` or before. Their newest try must have failed
 * after `GIVE_UP_MS` of it as well: days in which this server was off, or cut off, say nothing of an endpoint.
 */
export async function openSince(read: Read, since: number): Promise<string[]> {
  const rows: { id: string }[] = await read('webhooks_endpoint_runtime as r')
    .join('webhooks_endpoints as e', 'e.num', 'r.endpoint')
    .where('r.breaker', 'open')
    .where('r.opened_at', '<=', since)
    .whereRaw('r.last_failure_at - r.opened_at >= ?', [GIVE_UP_MS])
    .where('e.enabled', true)
    .whereNull('e.deleted_at')
    .select('e.id')
  return rows.map((row) => row.id)
}

/** Lets the next probe of a failing endpoint go at once. One statement: whoever records writes the row whole. */
export async function hastenProbe(tx: Tx, endpointId: string, now: number): Promise<void> {
  await tx('webhooks_endpoint_runtime')
    .whereIn('endpoint', tx('webhooks_endpoints').where({ id: endpointId }).select('num'))
    .where('breaker', 'open')
    .where('probe_at', '>', now)
    .update({ probe_at: now })
}

/** Writes runtime rows back; what the claim keeps in them (served, tokens) stays. */
export function writeRuntimes(tx: Tx, dialect: Dialect, runtimes: readonly Runtime[]): Knex.Raw | undefined {
  if (runtimes.length === 0) return undefined
  const rows = jsonTable(dialect, {
    endpoint: 'integer',
    cap: 'integer',
    breaker: 'text',
    opened_at: 'integer',
    probe_at: 'integer',
    probe_wait: 'integer',
    failures: 'integer',
    failing_lanes: 'text',
    failing_since: 'integer',
    last_success_at: 'integer',
    last_failure_at: 'integer',
    last_status: 'integer',
  })
  const assignments = columns
    .filter((column) => column !== 'endpoint')
    .map((column) => `${column} = w.${column}`)
  return tx.raw(
    `update webhooks_endpoint_runtime set ${assignments.join(', ')} from ${rows} w
     where webhooks_endpoint_runtime.endpoint = w.endpoint`,
    [
      JSON.stringify(
        runtimes.map((r) => [
          r.endpoint,
          r.cap,
          r.breaker,
          r.openedAt,
          r.probeAt,
          r.probeWait,
          r.failures,
          JSON.stringify(r.failingLanes),
          r.failingSince,
          r.lastSuccessAt,
          r.lastFailureAt,
          r.lastStatus,
        ]),
      ),
    ],
  )
}
