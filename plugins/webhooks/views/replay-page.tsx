import type { VNode } from 'preact'
import {
  ButtonLink,
  Card,
  Figures,
  formatSpan,
  Kv,
  Note,
  PageHead,
  PostButton,
  Progress,
  Time,
} from '#gatepost'
import type { ReplayView } from '../replay/replay.ts'
import { endpointHref } from './delivery-table.tsx'
import { ReplayState } from './replay-state.tsx'
import { aboutWhat, endedOf } from './replay-words.ts'
import { count } from './words.ts'

/** How often the page looks for news while it runs. */
const LOOK_MS = '2000'

export interface ReplayPageProps {
  readonly csrfToken: string
  /** The webhook under which it is shown. */
  readonly endpoint: { readonly id: string; readonly name: string }
  /** Where the deliveries go, if that is another one. */
  readonly target: { readonly id: string; readonly name: string } | undefined
  readonly replay: ReplayView
}

export const replayHref = (endpointId: string, replayId: string): string =>
  `${endpointHref(endpointId)}/replays/${encodeURIComponent(replayId)}`

/** One replay: how far it has come, and a way to stop it. */
export function ReplayPage({ csrfToken, endpoint, target, replay }: ReplayPageProps): VNode {
  const href = endpointHref(endpoint.id)
  const moving = replay.state === 'running' || replay.state === 'stopping'
  const live = moving ? { 'data-live': LOOK_MS } : {}
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: endpoint.name, href },
          { label: 'Replay' },
        ]}
        title="Sending again"
        sub={aboutWhat(replay.request)}
        actions={
          <>
            {moving && (
              <a class="btn" href={replayHref(endpoint.id, replay.id)} data-live-link>
                See how far it is
              </a>
            )}
            <ButtonLink href={href}>Open the webhook</ButtonLink>
          </>
        }
      />
      <div id="replay-progress" {...live}>
        <Outcome replay={replay} href={href} />
        <Figures
          items={[
            { label: 'To send', value: count(replay.total) },
            { label: 'Delivered', value: count(replay.delivered) },
            { label: 'On their way', value: count(replay.open) },
            {
              label: 'Failed',
              value: count(replay.dead),
              ...(replay.dead > 0 ? { tone: 'warn' as const } : {}),
            },
            { label: 'To come', value: count(replay.left) },
          ]}
        />
        <Card title="Progress" aside={<ReplayState state={replay.state} />}>
          <Progress label="Deliveries that have ended" done={endedOf(replay)} total={replay.total} />
          <p class="text-secondary num mt-2 mb-0">
            {count(endedOf(replay))} of {count(replay.total)} have ended
            {replay.secondsLeft !== null &&
              moving &&
              `; about ${formatSpan(replay.secondsLeft * 1000)} to go`}
            .
          </p>
        </Card>
      </div>
      <div class="cols2">
        <Card title="This replay">
          <Kv
            items={[
              ['Id', <code key="id">{replay.id}</code>],
              [
                'From',
                <a key="from" href={href}>
                  {endpoint.name}
                </a>,
              ],
              ['To', target ? <a href={endpointHref(target.id)}>{target.name}</a> : 'the same webhook'],
              ['Began', <Time key="began" at={replay.createdAt} form="full" />],
              ['Ended', replay.endedAt === null ? null : <Time at={replay.endedAt} form="full" />],
              ['Skipped', replay.skipped === 0 ? null : count(replay.skipped)],
              ['Left out', replay.passed === 0 ? null : `${count(replay.passed)}, already on their way`],
            ]}
          />
        </Card>
        <div id="replay-stop" {...live}>
          {replay.state === 'running' && (
            <Card title="Stop it">
              <p class="text-secondary">
                Nothing more is sent. What waits has the state again that it had before; what was delivered
                stays delivered.
              </p>
              <PostButton
                kind="danger"
                action={`${replayHref(endpoint.id, replay.id)}/stop`}
                csrfToken={csrfToken}
              >
                Stop this replay
              </PostButton>
            </Card>
          )}
        </div>
      </div>
    </>
  )
}

function Outcome({ replay, href }: { readonly replay: ReplayView; readonly href: string }): VNode | null {
  const { state, delivered, dead, skipped } = replay
  const rest = [
    dead > 0 ? `${count(dead)} failed again` : '',
    skipped > 0 ? `${count(skipped)} were skipped` : '',
  ].filter((part) => part !== '')
  if (state === 'done' && rest.length === 0)
    return <Note tone="ok" title={`All ${count(delivered)} were delivered.`} role="status" />
  if (state === 'done')
    return (
      <Note
        tone="warn"
        icon="alert-triangle"
        role="status"
        title={`${count(delivered)} were delivered; ${rest.join(', ')}.`}
        actions={<ButtonLink href={`${href}?state=dead`}>See what failed</ButtonLink>}
      />
    )
  if (state === 'stopped')
    return <Note tone="idle" title={`Stopped after ${count(delivered)} were delivered.`} role="status" />
  return null
}
