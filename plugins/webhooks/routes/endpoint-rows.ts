import type { EndpointCondition } from '../service.ts'
import type { EndpointRow } from '../views/endpoint-row.tsx'
import { type Console, countTypes } from './console.ts'

const SHOWN = 50

export function conditionOf(state: unknown): EndpointCondition | undefined {
  return state === 'failing' || state === 'disabled' ? state : undefined
}

/** A page of the list of webhooks, each with its figures. */
export async function readEndpointRows(
  { service, reports, events }: Pick<Console, 'service' | 'reports' | 'events'>,
  { cursor, condition }: { readonly cursor: string; readonly condition: EndpointCondition | undefined },
): Promise<{ readonly rows: readonly EndpointRow[]; readonly next: string | null }> {
  const page = await service.listEndpoints({
    limit: SHOWN,
    condition,
    ...(cursor === '' ? {} : { cursor }),
  })
  const ids = page.data.map(({ id }) => id)
  const [counts, since, activities] = await Promise.all([
    reports.counts(ids),
    reports.waitingSince(ids),
    reports.activities(ids),
  ])
  const catalogue = events()
  const rows = page.data.map((endpoint) => ({
    endpoint,
    open: counts.get(endpoint.id)?.open ?? 0,
    waitingSince: since.get(endpoint.id),
    activity: activities.get(endpoint.id),
    types: countTypes(endpoint, catalogue),
  }))
  return { rows, next: page.next }
}
