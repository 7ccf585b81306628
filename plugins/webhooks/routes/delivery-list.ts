import { type ConsolePage, Refusal } from '#gatepost'
import type { DeliveryFilter } from '../service.ts'
import type { ShownFilter } from '../views/delivery-filter.tsx'
import { filterQuery } from '../views/delivery-filter.tsx'
import { type DeliveryList, deliveryHref, endpointHref } from '../views/delivery-table.tsx'
import type { Console } from './console.ts'
import { filterErrors, queryOf, replayOf } from './delivery-filter.ts'
import { replayFormHref } from './replay-form.ts'

/** Where a search for one delivery by its id leads; undefined when it is not one, or finds none. */
export async function findDelivery(
  { service }: Pick<Console, 'service'>,
  { search }: ShownFilter,
): Promise<string | undefined> {
  if (!search.startsWith('dlv_')) return undefined
  try {
    return deliveryHref((await service.getDelivery(search)).id)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return undefined
    throw error
  }
}

/** Keeps counting what comes on top of a list: of its first page, where the filter can be asked. */
export function newRows(
  { rows, filter, errors }: DeliveryList,
  endpoint?: string,
): Pick<ConsolePage, 'live'> {
  const { cursor, ...asked } = filter
  if (cursor !== '' || Object.keys(errors).length > 0 || queryOf(filter) === undefined) return {}
  const since = String(rows[0]?.event.position ?? 0)
  const page = endpoint === undefined ? '' : 'webhook'
  const query = filterQuery({ ...asked, cursor, endpoint: endpoint ?? filter.endpoint })
  return { live: { topic: 'deliveries', query: { ...query, since, page } } }
}

/** The rows that a filter finds, of one webhook where it is named. */
export async function listDeliveries(
  { service, reports }: Pick<Console, 'service' | 'reports'>,
  filter: ShownFilter,
  endpoint?: string,
): Promise<DeliveryList> {
  const errors = filterErrors(filter)
  if (Object.keys(errors).length > 0) {
    const hint = 'Correct the filter above.'
    return { rows: [], contexts: new Map(), next: null, filter, errors, hint }
  }
  const query = queryOf(endpoint === undefined ? filter : { ...filter, endpoint })
  if (query === undefined) {
    const hint = filter.search.startsWith('dlv_')
      ? `There is no delivery ${filter.search}.`
      : 'Search by an id: usr_… for a user, evt_… for an event, dlv_… for a delivery.'
    return { rows: [], contexts: new Map(), next: null, filter, errors, hint }
  }
  const replay = replayOf(filter)
  const source = endpoint ?? filter.endpoint
  const againHref =
    replay === undefined || source === '' ? undefined : replayFormHref(endpointHref(source), replay, true)
  const { data, next } = await service.listDeliveries(query satisfies DeliveryFilter)
  return { rows: data, contexts: await reports.contextOf(data), next, filter, errors, againHref }
}
