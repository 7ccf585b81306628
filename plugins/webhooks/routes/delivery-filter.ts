import type { Request } from '#gatepost'
import { DELIVERY_STATES, type DeliveryState } from '../delivery/delivery.ts'
import type { DeliveryFilter } from '../service.ts'
import type { ShownFilter } from '../views/delivery-filter.tsx'

const OPEN: readonly DeliveryState[] = ['held', 'pending', 'leased']
const SHOWN = 25

/** The filter of a list of deliveries as it stands in an address; what cannot be read is left out. */
export function readFilter(query: Request['query']): ShownFilter {
  const text = (name: string): string => {
    const value = query[name]
    return typeof value === 'string' ? value.trim().slice(0, 300) : ''
  }
  const state = text('state')
  return {
    state: state === 'open' || DELIVERY_STATES.some((known) => known === state) ? state : '',
    type: text('type'),
    search: text('q'),
    endpoint: text('endpoint'),
    cursor: text('cursor'),
  }
}

/** What the filter asks of the service; undefined when the search is for nothing that has an id here. */
export function queryOf(filter: ShownFilter): DeliveryFilter | undefined {
  const { state, type, search, endpoint, cursor } = filter
  const states = state === 'open' ? OPEN : DELIVERY_STATES.filter((known) => known === state)
  const query: DeliveryFilter = {
    limit: SHOWN,
    ...(states.length > 0 ? { states } : {}),
    ...(type === '' ? {} : { types: [type] }),
    ...(endpoint === '' ? {} : { endpoint }),
    ...(cursor === '' ? {} : { cursor }),
  }
  if (search === '') return query
  if (search.startsWith('usr_')) return { ...query, subject: search }
  if (search.startsWith('evt_')) return { ...query, event: search.replace(/^(evt_[^-]+).*$/, '$1') }
  return undefined
}
