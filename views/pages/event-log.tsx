import type { ComponentChildren, VNode } from 'preact'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Breakable } from '../partials/breakable.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Json } from '../partials/code-block.tsx'
import { Empty } from '../partials/empty.tsx'
import { FilterBar } from '../partials/filter-bar.tsx'
import type { Errors } from '../partials/form-errors.tsx'
import { Kv } from '../partials/kv.tsx'
import { NarrowTimes } from '../partials/narrow-field.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { Pager, Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'
import { Why } from '../partials/why.tsx'

const grouped = new Intl.NumberFormat('en-US')

export interface EventRow {
  /** `evt_…` */
  readonly id: string
  /** `null` until the log has taken it in, a moment after its commit. */
  readonly position: number | null
  readonly type: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Whom it is about, as people call them. */
  readonly user: { readonly id: string; readonly label: string } | null
  /** Who did it: `self`, `operator ann`, `api key HR`. */
  readonly actor: string
  /** The page of whoever did it, where there is one. */
  readonly actorHref?: string
}

export const eventHref = (id: string) => `/console/events/${encodeURIComponent(id)}`
export const eventTypeHref = (type: string) => `/console/event-types/${encodeURIComponent(type)}`
const userHref = (id: string) => `/console/users/${encodeURIComponent(id)}`

/** Events as a table, newest first. */
export function EventTable({ rows }: { readonly rows: readonly EventRow[] }): VNode {
  return (
    <Table label="Events" columns={['Time', 'Event', 'User', 'By', { text: 'Position', right: true }]}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td class="num text-secondary hide">
            <Time at={row.at} />
          </td>
          <td>
            <a href={eventHref(row.id)}>
              <code>{row.type}</code>
            </a>
          </td>
          <td class="all cut">
            {row.user === null ? <span class="d-none d-md-inline">–</span> : row.user.label}
            <span class="only-phone ms-0 text-secondary num">
              by {row.actor} · <Time at={row.at} />
            </span>
          </td>
          <td class="text-secondary hide cut">{row.actor}</td>
          <td class="r num text-secondary end">
            {row.position === null ? '–' : grouped.format(row.position)}
          </td>
        </tr>
      ))}
    </Table>
  )
}

export interface EventLogPageProps extends ConsoleShell {
  readonly rows: readonly EventRow[]
  /** The filter as it stands in the URL. */
  readonly filter: {
    readonly type: string
    readonly user: string
    readonly from: string
    readonly until: string
  }
  /** What is wrong with its times. */
  readonly errors: Errors
  /** Event types to choose from. */
  readonly types: readonly string[]
  readonly olderHref?: string
  readonly newestHref?: string
}

/** GET of /console/events. Filters `type`, `user` (an id, a username or an address), `from` and `until`. */
export function EventLogPage(props: EventLogPageProps): VNode {
  const { filter, rows, errors } = props
  const { type, user, from, until } = filter
  const words = [type, user && `user ${user}`, from && `from ${from}`, until && `until ${until}`]
    .filter((one) => one !== '')
    .join(', ')
  const filtered = words !== ''
  return (
    <ConsoleLayout {...props} title="Event log" active="/console/events">
      <PageHead title="Event log" sub="Every committed fact, newest first, times in UTC" />
      <Card padded={false}>
        <FilterBar action="/console/events">
          <select class="form-select" name="type" aria-label="Event type">
            <option value="">Any event</option>
            {props.types.map((type) => (
              <option key={type} value={type} selected={type === filter.type}>
                {type}
              </option>
            ))}
          </select>
          <input
            class="form-control flex-fill"
            name="user"
            value={filter.user}
            placeholder="Username, e-mail, usr_… or evt_…"
            aria-label="User, or an event by its id"
            autocomplete="off"
            spellcheck={false}
          />
          <details open={from !== '' || until !== ''}>
            <summary class="small py-1 text-decoration-underline">Time</summary>
            <div class="d-flex flex-wrap gap-2">
              <NarrowTimes from={from} until={until} errors={errors} />
            </div>
          </details>
        </FilterBar>
        {rows.length === 0 ? (
          <Empty
            icon="list-details"
            title={filtered ? 'No event fits the filter' : 'No event yet'}
            action={filtered ? <ButtonLink href="/console/events">Clear the filter</ButtonLink> : undefined}
          >
            {Object.keys(errors).length > 0
              ? 'Correct the filter above.'
              : filtered
                ? words
                : 'The first registration is the first event.'}
          </Empty>
        ) : (
          <>
            <EventTable rows={rows} />
            <Pager olderHref={props.olderHref} newestHref={props.newestHref} />
          </>
        )}
      </Card>
    </ConsoleLayout>
  )
}

export interface EventPageProps extends ConsoleShell {
  readonly event: EventRow & {
    readonly sequence: number | null
    /** `data` as it was written. */
    readonly data: unknown
    /** `context` as it was written. */
    readonly context: unknown
    /** Names of the fields that it changed. */
    readonly changed: readonly string[]
  }
  /** What plugins say about it, such as who got it. */
  readonly children?: ComponentChildren
}

/** GET of /console/events/:id. */
export function EventPage(props: EventPageProps): VNode {
  const { event } = props
  return (
    <ConsoleLayout {...props} title={event.type} active="/console/events" scripts={['copy']}>
      <PageHead
        crumbs={[{ label: 'Event log', href: '/console/events' }, { label: 'Event' }]}
        title={event.type}
        sub={
          <>
            {event.user !== null && <span class="text-body">{event.user.label}</span>}
            {event.user !== null && ' · '}
            {event.changed.length > 0 && (
              <>
                <b class="fw-medium text-body">{event.changed.join(', ')}</b> changed ·{' '}
              </>
            )}
            by {event.actor} · <Time at={event.at} form="full" /> · <code>{event.id}</code>
          </>
        }
      />
      <div class="cols-main">
        <div>
          {props.children}
          <Card title="Data">
            <Json value={event.data} />
          </Card>
          <Card title="Circumstances">
            <Json value={event.context} />
          </Card>
        </div>
        <aside aria-label="About this event">
          <Card title="This event">
            <Kv
              items={[
                ['Position', event.position === null ? null : grouped.format(event.position)],
                ['Sequence', event.sequence],
                [
                  'User',
                  event.user === null ? null : <a href={userHref(event.user.id)}>{event.user.label}</a>,
                ],
                [
                  'By',
                  event.actorHref === undefined ? (
                    event.actor
                  ) : (
                    <a href={event.actorHref}>
                      <Breakable address={event.actor} />
                    </a>
                  ),
                ],
                ['Type', <a href={eventTypeHref(event.type)}>In the catalogue</a>],
              ]}
            />
          </Card>
          {event.sequence === null && event.user !== null && (
            <Why title="Why no sequence?">
              Strangers can cause this event. It carries none, so that it cannot hold up the user’s own.
            </Why>
          )}
        </aside>
      </div>
    </ConsoleLayout>
  )
}
