import type { VNode } from 'preact'
import { type Errors, FilterBar, NarrowField, NarrowTimes, type Segment, Segmented } from '#gatepost'

/** The filter of a list of deliveries as its address holds it. */
export interface ShownFilter {
  /** `open` is held, pending and leased together; empty for all. */
  readonly state: string
  readonly type: string
  /** A user's, an event's or a delivery's id. */
  readonly search: string
  readonly endpoint: string
  /** `2026-11-23T10:00`, in UTC: when the event happened. */
  readonly from: string
  readonly until: string
  /** `422`, `5xx` or `none`: the newest attempt's. */
  readonly answer: string
  readonly cursor: string
}

/** The filter that leaves nothing out. */
export const NO_FILTER: ShownFilter = {
  state: '',
  type: '',
  search: '',
  endpoint: '',
  from: '',
  until: '',
  answer: '',
  cursor: '',
}

const NAMES = {
  state: 'state',
  type: 'type',
  search: 'q',
  endpoint: 'endpoint',
  from: 'from',
  until: 'until',
  answer: 'answer',
  cursor: 'cursor',
} as const

/** The address of the same list with another filter. A change of filter begins at the newest row. */
export function filterHref(path: string, filter: ShownFilter, change: Partial<ShownFilter> = {}): string {
  const text = new URLSearchParams(filterQuery({ ...filter, cursor: '', ...change })).toString()
  return text === '' ? path : `${path}?${text}`
}

/** A filter as an address holds it. */
export function filterQuery(filter: ShownFilter): Record<string, string> {
  const named = Object.entries(NAMES).map(([key, name]) => [name, filter[key as keyof ShownFilter]] as const)
  return Object.fromEntries(named.filter(([, value]) => value !== ''))
}

/** The filter in words, for a list that found nothing. */
export function filterWords({ state, type, search, from, until, answer }: ShownFilter): string {
  const named = [
    state,
    type,
    search,
    from && `from ${from}`,
    until && `until ${until}`,
    answer && `answered ${answer}`,
  ]
  return named.filter((part) => part !== '').join(', ')
}

export interface DeliveryFilterBarProps {
  readonly path: string
  readonly filter: ShownFilter
  readonly errors: Errors
  readonly types: readonly string[]
  readonly counts?: { readonly open: number; readonly dead: number } | undefined
  /** Webhooks to choose from, where the list is of more than one. */
  readonly endpoints?: readonly { readonly id: string; readonly name: string }[]
}

/** The line above a table of deliveries. */
export function DeliveryFilterBar(props: DeliveryFilterBarProps): VNode {
  const { path, filter, errors, types, counts, endpoints } = props
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
        placeholder="Id, usr_…"
        aria-label="User, event or delivery by its id"
        autocomplete="off"
        spellcheck={false}
      />
      <Narrowing filter={filter} errors={errors} />
    </FilterBar>
  )
}

/** Time and answer, folded away until they are used. */
function Narrowing({ filter, errors }: Pick<DeliveryFilterBarProps, 'filter' | 'errors'>): VNode {
  const { from, until, answer } = filter
  return (
    <details open={from !== '' || until !== '' || answer !== ''}>
      <summary class="small py-1 text-decoration-underline">Time and answer</summary>
      <div class="d-flex flex-wrap gap-2">
        <NarrowTimes from={from} until={until} errors={errors} />
        <NarrowField
          name="answer"
          label="Last answer"
          value={answer}
          placeholder="422, 5xx, failed, none, >700"
          error={errors.answer}
        />
      </div>
    </details>
  )
}
