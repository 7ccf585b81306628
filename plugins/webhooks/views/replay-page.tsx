import type { VNode } from 'preact'
import { ButtonLink, Card, Kv, Note, PageHead, PostButton, Time } from '#gatepost'
import type { ReplayView } from '../replay/replay.ts'
import { endpointHref } from './delivery-table.tsx'
import { aboutWhat, endedOf } from './replay-words.ts'
import { isMoving, SendingProgress } from './sending-progress.tsx'
import { count } from './words.ts'

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

/** Where the way to stop it stands while it runs. */
export const REPLAY_STOP = 'replay-stop'

interface ReplayProgressProps {
  readonly replay: ReplayView
  /** Of the webhook. */
  readonly href: string
}

/** What changes while it runs. */
export function ReplayProgress({ replay, href }: ReplayProgressProps): VNode {
  return (
    <SendingProgress id="replay-progress" sending={replay} ended={endedOf(replay)}>
      <Outcome replay={replay} href={href} />
    </SendingProgress>
  )
}

/** One replay: how far it has come, and a way to stop it. */
export function ReplayPage({ csrfToken, endpoint, target, replay }: ReplayPageProps): VNode {
  const href = endpointHref(endpoint.id)
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
            {isMoving(replay) && (
              <a class="btn" href={replayHref(endpoint.id, replay.id)} data-live-link>
                See how far it is
              </a>
            )}
            <ButtonLink href={href}>Open the webhook</ButtonLink>
          </>
        }
      />
      <ReplayProgress replay={replay} href={href} />
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
        <div id={REPLAY_STOP}>
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

function Outcome({ replay, href }: ReplayProgressProps): VNode | null {
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
