import type { VNode } from 'preact'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Empty } from '../partials/empty.tsx'
import { type Figure, Figures } from '../partials/figures.tsx'
import { Icon, isIconName } from '../partials/icon.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { safeHref } from '../partials/safe-href.ts'
import { Segmented } from '../partials/segmented.tsx'
import { type EventRow, EventTable } from './event-log.tsx'

export interface ToDo {
  /** A name of the icon set; an unknown one draws a plug. */
  readonly icon: string
  /** `Add a webhook` */
  readonly title: string
  /** Why, in a sentence. */
  readonly text: string
  readonly href: string
}

export interface ConsoleOverviewPageProps extends ConsoleShell {
  readonly span: 'hour' | 'day' | 'week'
  /** `Last hour, until 10:00:00 UTC` */
  readonly until: string
  /** The first five stand above the cards, the others below the first of these. */
  readonly figures: readonly Figure[]
  /** Without it nothing works: it stands before the figures. An empty list shows nothing. */
  readonly todo: readonly ToDo[]
  /** What can wait until the figures were seen. */
  readonly later: readonly ToDo[]
  /** What plugins add, and the newest events, each under its id. */
  readonly cards: readonly { readonly id: string; readonly card: VNode }[]
  /** The address of the stream that keeps the page up to date. */
  readonly stream?: string
}

const TOP = 5
const SPANS = [
  ['hour', 'Hour'],
  ['day', 'Day'],
  ['week', 'Week'],
] as const

/** GET of /console. */
export function ConsoleOverviewPage(props: ConsoleOverviewPageProps): VNode {
  const { figures, cards, span, until } = props
  const [first, ...others] = cards.map(({ id, card }) => (
    <div key={id} id={`card-${id}`}>
      {card}
    </div>
  ))
  return (
    <ConsoleLayout {...props} title="Overview" active="/console">
      <PageHead
        title="Overview"
        sub={<span id="overview-until">{until}</span>}
        actions={
          <Segmented
            label="Stretch of time"
            items={SPANS.map(([value, label]) => ({
              label,
              href: value === 'hour' ? '/console' : `/console?span=${value}`,
              active: span === value,
            }))}
          />
        }
      />
      {props.todo.length > 0 && <TodoCard items={props.todo} />}
      {figures.length > 0 && <Figures items={figures.slice(0, TOP)} />}
      {props.later.length > 0 && <TodoCard items={props.later} />}
      {first}
      {figures.length > TOP && <Figures items={figures.slice(TOP)} />}
      {others}
    </ConsoleLayout>
  )
}

function TodoCard({ items }: { readonly items: readonly ToDo[] }): VNode {
  return (
    <Card title="To do" padded={false}>
      <ul class="todo">
        {items.map((item) => (
          <li key={item.href}>
            <Icon name={isIconName(item.icon) ? item.icon : 'plug'} />
            <span>
              <a class="fw-medium" href={safeHref(item.href)}>
                {item.title}
              </a>
              <span class="d-block text-secondary">{item.text}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** The newest events, or what to do for the first one. */
export function EventsCard({ rows }: { readonly rows: readonly EventRow[] }): VNode {
  return (
    <Card title="Newest events" aside={<a href="/console/events">Event log</a>} padded={false}>
      {rows.length === 0 ? (
        <Empty
          icon="list-details"
          title="No event yet"
          action={<ButtonLink href="/register">Register somebody</ButtonLink>}
        >
          The first registration is the first event.
        </Empty>
      ) : (
        <EventTable rows={rows} />
      )}
    </Card>
  )
}
