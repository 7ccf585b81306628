import type { VNode } from 'preact'
import { EventsCard } from '../../views/pages/console-overview.tsx'
import { type Figure, FigureCell, figureId } from '../../views/partials/figures.tsx'
import { formatTime } from '../../views/partials/time.tsx'
import type { LiveTopic, OverviewSection, Span, Todo } from '../hooks/contract.ts'
import type { Deps } from '../usecases/deps.ts'
import { listEvents } from '../usecases/list-events.ts'
import { readEventCounts } from '../usecases/read-event-counts.ts'
import { eventRows } from './event-rows.ts'

const NEWEST = 8
const grouped = new Intl.NumberFormat('en')

/** How a span is counted, and what it is called. */
const SPANS = {
  hour: { step: 'minute', steps: 60, words: 'Last hour' },
  day: { step: 'halfHour', steps: 48, words: 'Last 24 hours' },
  week: { step: 'halfHour', steps: 336, words: 'Last 7 days' },
} as const

export const spanOf = (text: string): Span => (text === 'day' || text === 'week' ? text : 'hour')

export interface OverviewParts {
  readonly deps: Deps
  /** What plugins show, in their order. */
  readonly overview: (span: Span) => Promise<readonly OverviewSection[]>
}

/** The overview as it is now, without what only its reader is told. */
export interface Overview {
  /** `Last hour, until 10:00:00 UTC` */
  readonly until: string
  readonly figures: readonly Figure[]
  readonly cards: readonly { readonly id: string; readonly card: VNode }[]
  readonly todo: readonly Todo[]
}

export async function readOverview({ deps, overview }: OverviewParts, span: Span): Promise<Overview> {
  const { step, steps, words } = SPANS[span]
  const [sections, counts, events] = await Promise.all([
    overview(span),
    readEventCounts(deps, step, steps),
    listEvents(deps, { limit: NEWEST, order: 'desc' }),
  ])
  const rows = await eventRows(deps, events)
  return {
    until: `${words}, until ${formatTime(deps.clock.now(), 'clock')} UTC`,
    figures: [...sections.flatMap(({ figures }) => figures), ...ownFigures(counts)],
    cards: [
      ...sections.flatMap(({ cards }) => cards),
      { id: 'newest-events', card: <EventsCard rows={rows} /> },
    ],
    todo: sections.flatMap(({ todo = [] }) => todo),
  }
}

function ownFigures(counts: ReadonlyMap<string, number>): Figure[] {
  const log = (type: string) => `/console/events?type=${type}`
  const count = (type: string) => counts.get(type) ?? 0
  const all = [...counts.values()].reduce((sum, one) => sum + one, 0)
  const failed = count('user.login.failed')
  const locked = count('user.login.locked')
  return [
    {
      label: 'Sign-ins',
      value: grouped.format(count('user.login.succeeded')),
      detail: `${grouped.format(count('user.logged_out'))} signed out`,
      href: log('user.login.succeeded'),
    },
    {
      label: 'Refused sign-ins',
      value: grouped.format(failed),
      detail: locked === 0 ? 'nobody had to wait' : `${grouped.format(locked)} times had to wait`,
      href: log('user.login.failed'),
      ...(locked > 0 ? { tone: 'warn' } : {}),
    },
    {
      label: 'Registered',
      value: grouped.format(count('user.registered')),
      detail: `${grouped.format(count('user.deleted'))} deleted`,
      href: log('user.registered'),
    },
    { label: 'Events', value: grouped.format(all), detail: 'written to the log', href: '/console/events' },
  ]
}

/** The overview for pages that are open: the line under the title, each figure and each card by itself. */
export function overviewTopic(parts: OverviewParts): LiveTopic {
  return {
    name: 'overview',
    async read({ span = '' }) {
      const { until, figures, cards } = await readOverview(parts, spanOf(span))
      return Object.fromEntries([
        ['overview-until', <span id="overview-until">{until}</span>],
        ...figures.map((figure) => [figureId(figure), <FigureCell key={figure.label} {...figure} />]),
        ...cards.map(({ id, card }) => [
          `card-${id}`,
          <div key={id} id={`card-${id}`}>
            {card}
          </div>,
        ]),
      ])
    },
  }
}
