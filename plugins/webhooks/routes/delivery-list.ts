import { Refusal } from '#gatepost'
import type { DeliveryFilter } from '../service.ts'
import type { ShownFilter } from '../views/delivery-filter.tsx'
import { type DeliveryList, deliveryHref } from '../views/delivery-table.tsx'
import type { Console } from './console.ts'
import { queryOf } from './delivery-filter.ts'

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

/** The rows that a filter finds, of one webhook where it is named. */
export async function listDeliveries(
  { service, reports }: Pick<Console, 'service' | 'reports'>,
  filter: ShownFilter,
  endpoint?: string,
): Promise<DeliveryList> {
  const query = queryOf(endpoint === undefined ? filter : { ...filter, endpoint })
  if (query === undefined) {
    const hint = filter.search.startsWith('dlv_')
      ? `There is no delivery ${filter.search}.`
      : 'Search by an id: usr_… for a user, evt_… for an event, dlv_… for a delivery.'
    return { rows: [], contexts: new Map(), next: null, filter, hint }
  }
  const { data, next } = await service.listDeliveries(query satisfies DeliveryFilter)
  return { rows: data, contexts: await reports.contextOf(data), next, filter }
}
