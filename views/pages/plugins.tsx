import type { VNode } from 'preact'
import type { JobState, PluginReport, SubscriberReport } from '../../src/domain/plugin-report.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Empty } from '../partials/empty.tsx'
import { type FoldedPart, Folds } from '../partials/folds.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Kv } from '../partials/kv.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { State } from '../partials/state.tsx'
import { Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'
import { Why } from '../partials/why.tsx'
import { eventHref, eventTypeHref } from './event-log.tsx'

const HOME = '/console/plugins'
const grouped = new Intl.NumberFormat('en-US')
/** A subscriber this far behind is no longer just busy. */
const FAR_BEHIND = 1000

export interface PluginsPageProps extends ConsoleShell {
  readonly plugins: readonly PluginReport[]
  /** Gatepost's own. */
  readonly version: string
  readonly now: number
  /** What came of a retry: `form`. */
  readonly errors?: Errors
}

/** GET of /console/plugins, and the answer to a retry that failed. */
export function PluginsPage(props: PluginsPageProps): VNode {
  return (
    <ConsoleLayout {...props} title="Plugins" active={HOME}>
      <PageHead title="Plugins" sub="What each adds to this server, and how it fares" />
      <FormErrors errors={props.errors ?? {}} />
      {props.plugins.length === 0 ? (
        <Card padded={false}>
          <Empty icon="puzzle" title="No plugin in this build">
            Events are recorded all the same. Plugins are listed in plugins/index.ts.
          </Empty>
        </Card>
      ) : (
        props.plugins.map((plugin) => <Plugin key={plugin.id} {...props} plugin={plugin} />)
      )}
    </ConsoleLayout>
  )
}

function Plugin(props: PluginsPageProps & { readonly plugin: PluginReport }): VNode {
  const { plugin, version } = props
  return (
    <Card title={plugin.id} aside={<Health plugin={plugin} />} padded={false}>
      <div class="card-body">
        <Kv
          kind="wide"
          items={[
            ['Version', plugin.version ?? `${version}, comes with Gatepost`],
            ['Contract', plugin.contract],
            ...plugin.subscribers.map(
              (subscriber) => [`Reads the log as ${subscriber.name}`, <Reading {...subscriber} />] as const,
            ),
            [
              'Jobs here',
              plugin.jobs.length === 0 ? 'none: another process runs them' : <Jobs {...plugin} />,
            ],
          ]}
        />
      </div>
      {plugin.subscribers.map((subscriber) => (
        <Parked key={subscriber.name} subscriber={subscriber} csrfToken={props.csrfToken} />
      ))}
      <Folds items={additions(plugin)} />
    </Card>
  )
}

function Health({ plugin }: { readonly plugin: PluginReport }): VNode {
  const { subscribers, jobs } = plugin
  const parked = subscribers.reduce((sum, { parkedCount }) => sum + parkedCount, 0)
  if (jobs.some(({ failures }) => failures > 0) || subscribers.some(({ failures }) => failures > 0))
    return (
      <State tone="bad" icon="alert-triangle">
        Failing
      </State>
    )
  if (parked > 0)
    return (
      <State tone="bad" icon="alert-triangle">
        {parked === 1 ? '1 event set aside' : `${grouped.format(parked)} events set aside`}
      </State>
    )
  if (subscribers.some(({ behind }) => behind >= FAR_BEHIND))
    return (
      <State tone="warn" icon="clock">
        Behind
      </State>
    )
  return (
    <State tone="ok" icon="check">
      Well
    </State>
  )
}

function Reading({ position, behind, failures }: SubscriberReport): VNode {
  const far = behind === 0 ? 'nothing waits' : `${grouped.format(behind)} behind`
  return (
    <>
      to position {grouped.format(position)}, {far}
      {failures > 0 && `, failed ${failures === 1 ? 'once' : `${failures} times`} on the next one`}
    </>
  )
}

function Jobs({ jobs }: { readonly jobs: readonly JobState[] }): VNode {
  return (
    <ul class="list-unstyled mb-0">
      {jobs.map(({ name, failures, error, failedAt }) => (
        <li key={name}>
          {name}
          {failures > 0 && (
            <Why icon="alert-triangle">
              Failed {failures === 1 ? 'once' : `${failures} times`}, last at{' '}
              <Time at={failedAt} form="full" />, and begins again by itself: {error}
            </Why>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Events that a subscriber gave up on, each with a way to try again. */
function Parked({
  subscriber,
  csrfToken,
}: {
  readonly subscriber: SubscriberReport
  readonly csrfToken: string
}): VNode | null {
  const { name, parked, parkedCount } = subscriber
  if (parkedCount === 0) return null
  return (
    <>
      <div class="px-3 pb-3">
        <Why icon="alert-triangle" title="Set aside.">
          {name} failed five times on each of these, so the log went on without. Put right what the error
          names, then try again.
        </Why>
      </div>
      <Table
        label={`Events set aside for ${name}`}
        columns={['Event', 'Error', 'Since', { text: 'Try again', hidden: true }]}
      >
        {parked.map(({ position, error, parkedAt, event }) => (
          <tr key={position}>
            <td>
              {event === undefined ? (
                `position ${grouped.format(position)}`
              ) : (
                <a href={eventHref(event.id)}>
                  <code>{event.type}</code>
                </a>
              )}
            </td>
            <td class="wrap all">{error}</td>
            <td class="num text-secondary hide">
              <Time at={parkedAt} />
            </td>
            <td class="r end">
              {event === undefined ? (
                <span class="text-secondary">no longer in the log</span>
              ) : (
                <PostButton
                  small
                  icon="refresh"
                  action={`${HOME}/retry`}
                  csrfToken={csrfToken}
                  fields={{ subscriber: name, position: String(position) }}
                >
                  Try again
                </PostButton>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {parkedCount > parked.length && (
        <div class="p-3 text-secondary">
          The first {parked.length} of {grouped.format(parkedCount)}.
        </div>
      )}
    </>
  )
}

function additions({ adds }: PluginReport): FoldedPart[] {
  const kinds: readonly [title: string, names: readonly string[], href?: (name: string) => string][] = [
    ['Types of event', adds.events, eventTypeHref],
    ['Console pages', adds.pages, (path) => path],
    ['API operations', adds.api],
    ['Open documents', adds.documents],
    ['Jobs', adds.jobs],
    ['Hooks', adds.hooks],
    ['Services for other plugins', adds.services],
    ['Settings', adds.settings],
  ]
  return kinds
    .filter(([, names]) => names.length > 0)
    .map(([title, names, href]) => ({
      key: title,
      title,
      aside: <span class="num">{names.length}</span>,
      children: (
        <ul class="list-unstyled mb-0 ms-4">
          {names.map((name) => (
            <li key={name}>
              {href === undefined ? (
                <code>{name}</code>
              ) : (
                <a href={href(name)}>
                  <code>{name}</code>
                </a>
              )}
            </li>
          ))}
        </ul>
      ),
    }))
}
