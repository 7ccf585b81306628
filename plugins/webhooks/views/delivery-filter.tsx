import type { VNode } from 'preact'
import { FilterBar, type Segment, Segmented } from '#gatepost'

/** The filter of a list of deliveries as its address holds it. */
export interface ShownFilter {
  /** `open` is held, pending and leased together; empty for all. */
  readonly state: string
  readonly type: string
  /** A user's, an event's or a delivery's id. */
  readonly search: string
  readonly endpoint: string
  readonly cursor: string
}

/** The filter that leaves nothing out. */
export const NO_FILTER: ShownFilter = { state: '', type: '', search: '', endpoint: '', cursor: '' }

const NAMES = { state: 'state', type: 'type', search: 'q', endpoint: 'endpoint', cursor: 'cursor' } as const

/** The address of the same list with another filter. A change of filter begins at the newest row. */
export function filterHref(path: string, filter: ShownFilter, change: Partial<ShownFilter> = {}): string {
  const next = { ...filter, cursor: '', ...change }
  const query = new URLSearchParams()
  for (const [key, name] of Object.entries(NAMES)) {
    const value = next[key as keyof ShownFilter]
    if (value !== '') query.set(name, value)
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** The filter in words, for a list that found nothing. */
export function filterWords({ state, type, search }: ShownFilter): string {
  return [state, type, search].filter((part) => part !== '').join(', ')
}

export interface DeliveryFilterBarProps {
  readonly path: string
  readonly filter: ShownFilter
  readonly types: readonly string[]
  readonly counts?: { readonly open: number; readonly dead: number } | undefined
  /** Webhooks to choose from, where the list is of more than one. */
  readonly endpoints?: readonly { readonly id: string; readonly name: string }[]
}

/** The line above a table of deliveries. */
export function DeliveryFilterBar({ path, filter, types, counts, endpoints }: DeliveryFilterBarProps): VNode {
  const segment = (state: string, word: string, figure?: number): Segment => ({
    label: figure === undefined || figure === 0 ? word : `${word} ${figure.toLocaleString('en-US')}`,
    href: filterHref(path, filter, { state }),
    active: filter.state === state,
  })
  return (
    <FilterBar
      action={path}
      keep={filter.state === '' ? {} : { state: filter.state }}
      segments={
        <Segmented
          label="State"
          items={[
            segment('', 'All'),
            segment('open', 'Open', counts?.open),
            ...(endpoints === undefined ? [] : [segment('delivered', 'Delivered')]),
            segment('dead', 'Dead', counts?.dead),
            segment('skipped', 'Skipped'),
          ]}
        />
      }
    >
      {endpoints !== undefined && (
        <select class="form-select" name="endpoint" aria-label="Webhook">
          <option value="">Any webhook</option>
          {endpoints.map(({ id, name }) => (
            <option key={id} value={id} selected={id === filter.endpoint}>
              {name}
            </option>
          ))}
        </select>
      )}
      <select class="form-select" name="type" aria-label="Event">
        <option value="">Any event</option>
        {types.map((type) => (
          <option key={type} value={type} selected={type === filter.type}>
            {type}
          </option>
        ))}
      </select>
      <input
        class="form-control flex-fill"
        name="q"
        value={filter.search}
        placeholder="usr_…, evt_… or dlv_…"
        aria-label="User, event or delivery by its id"
        autocomplete="off"
        spellcheck={false}
      />
    </FilterBar>
  )
}
