import { ENDPOINT_CONDITIONS } from '../service.ts'
import type { EndpointRow } from '../views/endpoint-row.tsx'
import type { EndpointsFilter } from '../views/endpoints-page.tsx'
import { type Console, countTypes } from './console.ts'

const SHOWN = 50
const LONGEST = 300

/** What the list is narrowed to, as it stands in an address; what nobody can mean is left out. */
export function readEndpointsFilter(query: Readonly<Record<string, unknown>>): EndpointsFilter {
  const search = typeof query.q === 'string' ? query.q.trim().slice(0, LONGEST) : ''
  return { condition: ENDPOINT_CONDITIONS.find((known) => known === query.state), search }
}

/** A page of the list of webhooks, each with its figures. */
export async function readEndpointRows(
  { service, reports, events }: Pick<Console, 'service' | 'reports' | 'events'>,
  { cursor, ...filter }: EndpointsFilter & { readonly cursor: string },
): Promise<{ readonly rows: readonly EndpointRow[]; readonly next: string | null }> {
  const page = await service.listEndpoints({
    limit: SHOWN,
    ...filter,
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
