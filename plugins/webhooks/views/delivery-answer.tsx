import type { ComponentChildren, VNode } from 'preact'
import { ButtonLink, FormLink, formatTime, formatUtc, Note, Time } from '#gatepost'
import { verdictOf } from '../delivery/schedule.ts'
import type { RowContext } from '../reports.ts'
import type { AttemptView, DeliveryView } from '../service.ts'
import type { DeliveryPageProps } from './delivery-page-props.ts'
import { endpointHref } from './delivery-table.tsx'
import { answer, clock, count, endReason, failingFor, offReason, ordinal } from './words.ts'

/** Where it stands, in a sentence or two. */
export function DeliveryAnswer(props: DeliveryPageProps): VNode {
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
          <Said attempts={attempts} /> Put right what the answer names, then resend.{' '}
          {endpoint?.enabled && (
            <FormLink href={sinceHref(delivery)}>Send again all that failed since</FormLink>
          )}
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

/** The preview of a replay of what failed at the same webhook, from this event on. */
function sinceHref({ endpoint, event }: DeliveryView): string {
  const asked = new URLSearchParams({ which: 'failed', from: formatUtc(event.at), preview: '1' })
  return `${endpointHref(endpoint.id)}/replay/new?${asked}`
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
export function givesUp(delivery: DeliveryView, delays: readonly number[], now: number): number {
  const left = delays.slice(delivery.tries).reduce((sum, seconds) => sum + seconds, 0)
  return Math.max(delivery.due ?? now, now) + left * 1000
}
