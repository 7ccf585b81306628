/** Sums for the figures of a server; each is read from a partial index of what is open. */
import type { Read } from '#gatepost'
import { OPEN_IN_LANE } from './deliveries.ts'

/** How many deliveries are in an open state. */
export async function countOpen(read: Read, state: 'held' | 'pending' | 'leased'): Promise<number> {
  const row = await read('webhooks_deliveries').whereRaw(`state = '${state}'`).count({ count: '*' }).first()
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
