import type { VNode } from 'preact'
import { ButtonLink, Card, Kv, Note, PageHead, PostButton, Time } from '#gatepost'
import type { BackfillView } from '../backfill/backfill.ts'
import { aboutWhom, backfilled } from './backfill-words.ts'
import { endpointHref } from './delivery-table.tsx'
import { isMoving, SendingProgress } from './sending-progress.tsx'
import { count } from './words.ts'

export interface BackfillPageProps {
  readonly csrfToken: string
  readonly endpoint: { readonly id: string; readonly name: string }
  readonly backfill: BackfillView
}

/** The page of a webhook's users: what was sent of them, and how they compare. */
export const usersHref = (endpointId: string): string => `${endpointHref(endpointId)}/users`

export const backfillHref = (endpointId: string, backfillId: string): string =>
  `${endpointHref(endpointId)}/backfills/${encodeURIComponent(backfillId)}`

/** Where the way to stop it stands while it runs. */
export const BACKFILL_STOP = 'backfill-stop'

interface BackfillProgressProps {
  readonly backfill: BackfillView
  /** Of the webhook. */
  readonly href: string
}

/** What changes while it runs. */
export function BackfillProgress({ backfill, href }: BackfillProgressProps): VNode {
  return (
    <SendingProgress id="backfill-progress" sending={backfill} ended={backfilled(backfill)}>
      <Outcome backfill={backfill} href={href} />
    </SendingProgress>
  )
}

/** One backfill: how far it has come, and a way to stop it. */
export function BackfillPage({ csrfToken, endpoint, backfill }: BackfillPageProps): VNode {
  const href = endpointHref(endpoint.id)
  const here = backfillHref(endpoint.id, backfill.id)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: endpoint.name, href },
          { label: 'Users', href: usersHref(endpoint.id) },
          { label: 'Backfill' },
        ]}
        title="Sending users"
        sub={aboutWhom(backfill)}
        actions={
          <>
            {isMoving(backfill) && (
              <a class="btn" href={here} data-live-link>
                See how far it is
              </a>
            )}
            <ButtonLink href={href}>Open the webhook</ButtonLink>
          </>
        }
      />
      <BackfillProgress backfill={backfill} href={href} />
      <div class="cols2">
        <Card title="This backfill">
          <Kv
            items={[
              ['Id', <code key="id">{backfill.id}</code>],
              [
                'To',
                <a key="to" href={href}>
                  {endpoint.name}
                </a>,
              ],
              ['Users', aboutWhom(backfill)],
              [
                'Event',
                <code key="event" class="text-nowrap">
                  user.snapshot
                </code>,
              ],
              ['Began', <Time key="began" at={backfill.createdAt} form="full" />],
              ['Ended', backfill.endedAt === null ? null : <Time at={backfill.endedAt} form="full" />],
              ['Skipped', backfill.skipped === 0 ? null : count(backfill.skipped)],
            ]}
          />
        </Card>
        <div id={BACKFILL_STOP}>
          {backfill.state === 'running' && (
            <Card title="Stop it">
              <p class="text-secondary">
                Nobody more is sent. What waits ends as skipped; what was delivered stays delivered, and live
                changes go on.
              </p>
              <PostButton kind="danger" action={`${here}/stop`} csrfToken={csrfToken}>
                Stop this backfill
              </PostButton>
            </Card>
          )}
        </div>
      </div>
    </>
  )
}

function Outcome({ backfill, href }: BackfillProgressProps): VNode | null {
  const { state, delivered, dead, skipped } = backfill
  if (state === 'stopped')
    return <Note tone="idle" title={`Stopped after ${count(delivered)} were delivered.`} role="status" />
  if (state !== 'done') return null
  if (dead + skipped === 0)
    return <Note tone="ok" title={`All ${count(delivered)} were delivered.`} role="status" />
  return (
    <Note
      tone="warn"
      icon="alert-triangle"
      role="status"
      title={`${count(delivered)} were delivered, ${count(dead)} failed, ${count(skipped)} were skipped.`}
      actions={<ButtonLink href={`${href}?state=dead`}>See what failed</ButtonLink>}
    />
  )
}
