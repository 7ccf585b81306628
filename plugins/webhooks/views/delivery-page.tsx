import type { ComponentChildren, VNode } from 'preact'
import {
  ButtonLink,
  Card,
  DeliveryState,
  formatTime,
  Kv,
  Note,
  PageHead,
  PostButton,
  Time,
  Why,
} from '#gatepost'
import { verdictOf } from '../delivery/schedule.ts'
import type { LanePlace, RowContext } from '../reports.ts'
import type { AttemptView, DeliveryView, EndpointView } from '../service.ts'
import { AttemptsCard, type ShownBody } from './attempts-card.tsx'
import { deliveryHref, endpointHref } from './delivery-table.tsx'
import { Condition } from './endpoint-condition.tsx'
import { LaneCard } from './lane-card.tsx'
import { whyHref } from './why-form.tsx'
import {
  answer,
  clock,
  count,
  duration,
  endReason,
  failingFor,
  offReason,
  ordinal,
  stateDetail,
} from './words.ts'

export interface DeliveryPageProps {
  readonly csrfToken: string
  readonly now: number
  readonly delivery: DeliveryView
  /** Absent once it was deleted. */
  readonly endpoint: EndpointView | undefined
  readonly context: RowContext
  readonly attempts: readonly AttemptView[]
  readonly body: ShownBody
  readonly lane: LanePlace
  /** Names of the fields that the event changed. */
  readonly changed: readonly string[]
  /** Of the webhook's last day. */
  readonly success: { readonly delivered: number; readonly failed: number } | undefined
}

const eventHref = (id: string) => `/console/events/${encodeURIComponent(id)}`
const userHref = (id: string) => `/console/users/${encodeURIComponent(id)}`

/** One delivery: where it stands and why, what was sent and what came back. */
export function DeliveryPage(props: DeliveryPageProps): VNode {
  const { delivery, endpoint, context, now, attempts } = props
  const { event } = delivery
  const detail = stateDetail(delivery, context, now)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          endpoint
            ? { label: endpoint.name, href: endpointHref(endpoint.id) }
            : { label: `${delivery.endpoint.name} (deleted)`, href: '/console/deliveries' },
          { label: 'Delivery' },
        ]}
        title={event.type}
        state={<DeliveryState state={delivery.state} {...(detail === undefined ? {} : { detail })} />}
        sub={
          <>
            {context.user !== null && <span class="text-body">{context.user.name}</span>}
            {props.changed.length > 0 && (
              <>
                {' '}
                changed <b class="fw-medium text-body">{props.changed.join(', ')}</b>
              </>
            )}
            {context.user !== null && ' · '}
            <Time at={event.at} form="full" /> · position {count(event.position)} · <code>{delivery.id}</code>
          </>
        }
        actions={
          <>
            <ButtonLink href={whyHref({ event: event.id, endpoint: delivery.endpoint.id })}>Why?</ButtonLink>
            <ButtonLink href={eventHref(event.id)}>See the event</ButtonLink>
            <Resend {...props} />
          </>
        }
      />
      <Answer {...props} />
      <div class="cols-main">
        <AttemptsCard
          delivery={delivery}
          attempts={attempts}
          body={props.body}
          path={endpoint ? pathOf(endpoint.url) : '/'}
          delays={endpoint?.retry.delays ?? []}
          failing={context.failing}
          now={now}
        />
        <aside aria-label="About this delivery">
          <LaneCard
            lane={props.lane}
            delivery={delivery}
            context={context}
            ordered={endpoint?.ordered ?? true}
            now={now}
          />
          <FactsCard {...props} />
          {endpoint !== undefined && <WebhookCard {...props} endpoint={endpoint} />}
        </aside>
      </div>
    </>
  )
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

/** `Send now` for what waits for its time, `Resend` for what has ended; nothing where it would be refused. */
function Resend({ delivery, endpoint, csrfToken, now }: DeliveryPageProps): VNode | null {
  const { state, due } = delivery
  if (!endpoint?.enabled || state === 'held' || state === 'leased') return null
  if (state === 'pending' && (due === null || due <= now)) return null
  return (
    <PostButton
      {...(state === 'delivered' || state === 'skipped' ? {} : { kind: 'primary' })}
      icon="refresh"
      action={`${deliveryHref(delivery.id)}/resend`}
      csrfToken={csrfToken}
    >
      {state === 'pending' ? 'Send now' : 'Resend'}
    </PostButton>
  )
}

/** Where it stands, in a sentence or two. */
function Answer(props: DeliveryPageProps): VNode {
  const { delivery, endpoint, context, attempts, now } = props
  const { state, last } = delivery
  const webhook = delivery.endpoint.name
  if (delivery.parked) {
    return (
      <Note
        tone="idle"
        icon="player-pause"
        title={`${webhook} is off, so this waits. It is not lost.`}
        actions={<ButtonLink href={endpointHref(delivery.endpoint.id)}>Open the webhook</ButtonLink>}
      >
        {endpoint ? `Off: ${offReason(endpoint)}. ` : ''}When it is enabled, this goes out or is skipped, as
        chosen then.
      </Note>
    )
  }
  switch (state) {
    case 'delivered':
      return (
        <Note
          tone="ok"
          title={
            <>
              Delivered
              {delivery.deliveredAt !== null && (
                <>
                  {' '}
                  {sameDay(delivery.deliveredAt, now) ? 'at' : 'on'}{' '}
                  <Time
                    at={delivery.deliveredAt}
                    form={sameDay(delivery.deliveredAt, now) ? 'clock' : 'both'}
                  />
                </>
              )}
              {delivery.tries > 1 ? `, on the ${ordinal(delivery.tries)} try` : ''}: {answer(delivery)}.
            </>
          }
        />
      )
    case 'leased':
      return <Note tone="busy" icon="send" title="It is being sent at this moment." />
    case 'held':
      return (
        <Note tone="idle" icon="player-pause" title={heldTitle(context)}>
          {webhook} keeps each user’s events in order. This one follows by itself.
        </Note>
      )
    case 'dead':
      return (
        <Note tone="bad" icon="x" title={`Given up. ${endReason(delivery)}`}>
          <Said attempts={attempts} /> Put right what the answer names, then resend.
        </Note>
      )
    case 'skipped':
      return <Note tone="idle" icon="ban" title={`Not sent. ${endReason(delivery)}`} />
    case 'pending':
      return last === null && !context.failing ? (
        <Note tone="warn" title="Nothing was tried yet. It goes out when its turn comes." />
      ) : (
        <Retrying {...props} />
      )
  }
}

const sameDay = (at: number, now: number): boolean => clock(at, now).length === 8

function heldTitle({ user, ahead }: RowContext): string {
  const whose = user === null ? 'the same user' : user.name
  if (ahead === 1) return `An older delivery about ${whose} goes first.`
  return `${ahead >= 1000 ? 'A thousand or more' : count(ahead)} older deliveries about ${whose} go first.`
}

/** It failed before and is tried again. */
function Retrying({ delivery, endpoint, context, attempts, now }: DeliveryPageProps): VNode {
  const { due, tries } = delivery
  const next = due === null || due <= now ? 'The next try is due now.' : `Next try at ${clock(due, now)}.`
  if (endpoint && context.failing) {
    return (
      <Note tone="bad" title={`${endpoint.name} ${failingFor(endpoint, now)}. This waits; it is not lost.`}>
        One probe at a time goes there. When one succeeds, this goes out by itself.
      </Note>
    )
  }
  const failed = attempts.length === 1 ? 'One try failed' : `${count(attempts.length)} tries failed`
  const end = endpoint && givesUp(delivery, endpoint.retry.delays, now)
  const until =
    verdictOf(delivery.last?.status ?? null) === 'rejected'
      ? ': after the third such answer we give up.'
      : end === undefined || tries === 0
        ? '.'
        : `: we go on until ${formatTime(end, 'day')}.`
  return (
    <Note tone="warn" title={`${failed}, the last one with: ${answer(delivery)}. ${next}`}>
      <Said attempts={attempts} /> Put it right there and send now, or wait{until}
    </Note>
  )
}

/** What the last answer said, where it is short enough to be read at a glance. */
function Said({ attempts }: { readonly attempts: readonly AttemptView[] }): ComponentChildren {
  const last = attempts.at(-1)
  const text = last?.responseBody?.trim() ?? ''
  if (text !== '' && text.length <= 160 && !text.startsWith('<')) {
    return (
      <>
        The answer says <code>{text}</code>.
      </>
    )
  }
  if (last?.status === null && last.error !== null) return <>{last.error.message}</>
  return null
}

/** About when the schedule ends: the next try and all pauses after it. */
function givesUp(delivery: DeliveryView, delays: readonly number[], now: number): number {
  const left = delays.slice(delivery.tries).reduce((sum, seconds) => sum + seconds, 0)
  return Math.max(delivery.due ?? now, now) + left * 1000
}

function FactsCard({ delivery, endpoint, context, now }: DeliveryPageProps): VNode {
  const { event, state, tries } = delivery
  const delays = endpoint?.retry.delays ?? []
  const rejected = verdictOf(delivery.last?.status ?? null) === 'rejected'
  const end =
    endpoint && state === 'pending' && tries > 0 && !rejected ? givesUp(delivery, delays, now) : undefined
  return (
    <Card title="This delivery">
      <Kv
        items={[
          [
            'Webhook',
            endpoint ? (
              <a href={endpointHref(endpoint.id)}>{endpoint.name}</a>
            ) : (
              `${delivery.endpoint.name}, deleted`
            ),
          ],
          ['User', context.user && <a href={userHref(context.user.id)}>{context.user.name}</a>],
          ['Sequence', event.sequence === null ? null : count(event.sequence)],
          ['Message id', <code key="id">{delivery.messageId}</code>],
          ['Format', endpoint?.format],
          ...(delivery.variant === ''
            ? []
            : ([['Sent as', <code key="as">{delivery.variant}</code>]] as const)),
          ['Tries used', endpoint ? `${tries} of ${delays.length + 1}` : tries],
          ...(end === undefined
            ? []
            : ([['Gives up', `${formatTime(end, 'day')}, about ${formatTime(end, 'minute')}`]] as const)),
          ...(delivery.last === null ? [] : ([['Last took', duration(delivery.last.durationMs)]] as const)),
        ]}
      />
    </Card>
  )
}

function WebhookCard(props: DeliveryPageProps & { readonly endpoint: EndpointView }): VNode {
  const { endpoint, success, delivery, now } = props
  const all = (success?.delivered ?? 0) + (success?.failed ?? 0)
  const refused = delivery.state === 'dead' || (delivery.state === 'pending' && delivery.tries > 0)
  const fine = endpoint.health.state === 'healthy' || endpoint.health.state === 'retrying'
  return (
    <Card title="The webhook">
      <div class="mb-2">
        <Condition endpoint={endpoint} now={now} />
      </div>
      {success !== undefined && all > 0 && (
        <Why {...(refused && fine && success.delivered > 0 ? { title: 'Why not failing?' } : {})}>
          {refused && fine && success.delivered > 0 ? 'Others succeed there: ' : 'Attempts that succeeded: '}
          {count(success.delivered)} of {count(all)} in 24 hours.
        </Why>
      )}
    </Card>
  )
}
