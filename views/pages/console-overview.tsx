import type { ComponentChildren, VNode } from 'preact'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Empty } from '../partials/empty.tsx'
import { type Figure, Figures } from '../partials/figures.tsx'
import { Icon, type IconName } from '../partials/icon.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { safeHref } from '../partials/safe-href.ts'
import { type EventRow, EventTable } from './event-log.tsx'

export interface ToDo {
  readonly icon: IconName
  /** `Add a webhook` */
  readonly title: string
  /** Why, in a sentence. */
  readonly text: string
  readonly href: string
}

export interface ConsoleOverviewPageProps extends ConsoleShell {
  /** One line under the title: `id.example.org · SQLite · 23 Nov, 10:00 UTC`. */
  readonly sub?: string
  readonly figures: readonly Figure[]
  /** What asks for a hand; an empty list shows nothing. */
  readonly todo: readonly ToDo[]
  /** The newest events. */
  readonly events: readonly EventRow[]
  /** What plugins add. */
  readonly children?: ComponentChildren
}

/** GET of /console. */
export function ConsoleOverviewPage(props: ConsoleOverviewPageProps): VNode {
  return (
    <ConsoleLayout {...props} title="Overview" active="/console">
      <PageHead title="Overview" sub={props.sub} />
      {props.figures.length > 0 && <Figures items={props.figures} />}
      {props.todo.length > 0 && (
        <Card title="To do" padded={false}>
          <ul class="todo">
            {props.todo.map((item) => (
              <li key={item.href}>
                <Icon name={item.icon} />
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
      )}
      {props.children}
      <Card title="Newest events" aside={<a href="/console/events">Event log</a>} padded={false}>
        {props.events.length === 0 ? (
          <Empty
            icon="list-details"
            title="No event yet"
            action={<ButtonLink href="/register">Register somebody</ButtonLink>}
          >
            The first registration is the first event.
          </Empty>
        ) : (
          <EventTable rows={props.events} />
        )}
      </Card>
    </ConsoleLayout>
  )
}
