import { type Errors, type Request, timesBetween } from '#gatepost'
import { ANSWER_CLASSES, answerClass } from '../delivery/answer-class.ts'
import { DELIVERY_STATES, type DeliveryState } from '../delivery/delivery.ts'
import type { DeliveryFilter } from '../service.ts'
import type { ShownFilter } from '../views/delivery-filter.tsx'
import type { ReplayValues } from '../views/replay-form.tsx'

const OPEN: readonly DeliveryState[] = ['held', 'pending', 'leased']
const SHOWN = 25

/** The filter of a list of deliveries as it stands in an address; a state that is none is left out. */
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
    from: text('from'),
    until: text('until'),
    answer: text('answer'),
    cursor: text('cursor'),
  }
}

/** What is wrong with the fields that a person types. */
export function filterErrors(filter: ShownFilter): Errors {
  const { errors } = timesBetween(filter)
  const { answer } = filter
  if (answer === '' || answerClass(answer) !== undefined) return errors
  return { ...errors, answer: `Write ${ANSWER_CLASSES}.` }
}

/** What the filter asks of the service; undefined when the search is for nothing that has an id here. */
export function queryOf(filter: ShownFilter): DeliveryFilter | undefined {
  const { state, type, search, endpoint, cursor } = filter
  const { errors: _, ...times } = timesBetween(filter)
  const answer = answerClass(filter.answer)
  const states = state === 'open' ? OPEN : DELIVERY_STATES.filter((known) => known === state)
  const query: DeliveryFilter = {
    limit: SHOWN,
    ...(states.length > 0 ? { states } : {}),
    ...(type === '' ? {} : { types: [type] }),
    ...(endpoint === '' ? {} : { endpoint }),
    ...times,
    ...(answer === undefined ? {} : { answer }),
    ...(cursor === '' ? {} : { cursor }),
  }
  if (search === '') return query
  if (search.startsWith('usr_')) return { ...query, subject: search }
  if (search.startsWith('evt_')) return { ...query, event: search.replace(/^(evt_[^-]+).*$/, '$1') }
  return undefined
}

const WHICH: Readonly<Record<string, string>> = {
  '': 'all',
  dead: 'failed',
  delivered: 'delivered',
  skipped: 'skipped',
}

/** The replay that is about what the filter finds; undefined where none is: what is open goes out by itself. */
export function replayOf({
  state,
  type,
  search,
  from,
  until,
  answer,
}: ShownFilter): Partial<ReplayValues> | undefined {
  const which = WHICH[state]
  if (which === undefined || (search !== '' && !search.startsWith('usr_'))) return undefined
  return { which, types: type, user: search, from, until, answer }
}
