import type { VNode } from 'preact'
import { Card, Note, PageHead, State, Time, Why } from '#gatepost'
import type { AttemptView, EndpointView, TypedView } from '../service.ts'
import { AttemptExchange } from './attempt-exchange.tsx'
import { DebugForm, type DebugFormProps } from './debug-form.tsx'
import { endpointHref } from './delivery-table.tsx'
import { count, duration, requestPath } from './words.ts'

export interface DebugPageProps extends Omit<DebugFormProps, 'endpointId' | 'configured'> {
  readonly endpoint: EndpointView
  /** What was sent just now, or is looked at again. */
  readonly sent: TypedView | undefined
  /** Newest first. */
  readonly earlier: readonly TypedView[]
}

/** The debug panel of a webhook: a request by hand, and what came back beside it. */
export function DebugPage({ endpoint, sent, earlier, ...form }: DebugPageProps): VNode {
  const href = endpointHref(endpoint.id)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: endpoint.name, href },
          { label: 'Debug' },
        ]}
        title={`Debug ${endpoint.name}`}
        sub={<code>{endpoint.url}</code>}
      />
      {sent !== undefined && <Came sent={sent} />}
      <div class="cols-main">
        <div>
          {sent !== undefined && <Exchanged sent={sent} path={requestPath(endpoint.url)} />}
          <DebugForm
            {...form}
            endpointId={endpoint.id}
            configured={[
              ...Object.keys(endpoint.headers),
              ...(endpoint.auth ? ['Authorization'] : []),
              ...(endpoint.genauthSecret ? ['X-Authing-Webhook-Secret'] : []),
            ]}
          />
        </div>
        <aside aria-label="About requests by hand">
          <Card title="How it is marked">
            <div class="d-grid gap-2">
              <Why icon="bug">
                <code>gatepost-test: 1</code> and an id of its own, <code>test_…</code>
              </Why>
              <Why icon="shield-lock">
                No signature. Nobody can forge an event from here: a receiver that verifies refuses this, and
                is right.
              </Why>
              <Why>
                For a signed one press Send a test on the <a href={href}>webhook’s page</a>. It is sent as{' '}
                <code>ping</code>.
              </Why>
              {!endpoint.enabled && (
                <Why icon="player-pause">The webhook is off. From here it is reached all the same.</Why>
              )}
              <Why icon="history">Each request is recorded as an event. At most thirty a minute.</Why>
            </div>
          </Card>
          {earlier.length > 0 && <Earlier href={href} tests={earlier} />}
        </aside>
      </div>
    </>
  )
}

const isGood = ({ status }: AttemptView): boolean => status !== null && status >= 200 && status < 300

/** How it went, in one line. */
function Came({ sent }: { readonly sent: TypedView }): VNode {
  const last = sent.attempts.at(-1)
  if (last === undefined) return <Note tone="busy" icon="send" role="status" title="It is on its way." />
  if (last.status === null)
    return <Note tone="bad" icon="x" role="status" title={`No answer. ${last.error?.message ?? ''}`.trim()} />
  const took = `in ${duration(last.durationMs)}`
  if (isGood(last))
    return <Note tone="ok" role="status" title={`${last.status} ${took}: the receiver took it.`} />
  return <Note tone="bad" icon="x" role="status" title={`${last.status} ${took}: the receiver refused it.`} />
}

function Exchanged({ sent, path }: { readonly sent: TypedView; readonly path: string }): VNode {
  const { attempts } = sent
  const last = attempts.at(-1)
  return (
    <Card
      title={sent.eventType}
      aside={
        <>
          <code>{sent.id}</code> · <Time at={sent.madeAt} form="full" />
        </>
      }
    >
      {last === undefined ? (
        <span class="text-secondary">Nothing has come back yet. Open this page again in a moment.</span>
      ) : (
        <AttemptExchange attempt={last} path={path} body={sent.body}>
          {(last.status === 401 || last.status === 403) && (
            <Why title={`Why ${last.status}?`}>
              This carries no signature. A receiver that verifies refuses it, as it should.
            </Why>
          )}
          {attempts.length > 1 && (
            <Why title={`${count(attempts.length)} requests.`}>
              Where no answer comes it is tried again at once, twice at most. This is the last one.
            </Why>
          )}
        </AttemptExchange>
      )}
    </Card>
  )
}

function Earlier({ href, tests }: { readonly href: string; readonly tests: readonly TypedView[] }): VNode {
  return (
    <Card title="Sent by hand before">
      <ul class="list-unstyled mb-0 d-grid gap-2">
        {tests.map(({ id, eventType, madeAt, attempts }) => (
          <li key={id}>
            <div class="d-flex gap-2 align-items-center">
              <a class="min-w-0 text-truncate" href={`${href}/debug/${id}`}>
                <code>{eventType}</code>
              </a>
              <span class="ms-auto">
                <Outcome last={attempts.at(-1)} />
              </span>
            </div>
            <div class="text-secondary num">
              <Time at={madeAt} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Outcome({ last }: { readonly last: AttemptView | undefined }): VNode {
  if (last === undefined)
    return (
      <State tone="busy" icon="send">
        On its way
      </State>
    )
  const good = isGood(last)
  return (
    <State tone={good ? 'ok' : 'bad'} icon={good ? 'check' : 'x'}>
      {last.status ?? 'No answer'}
    </State>
  )
}
