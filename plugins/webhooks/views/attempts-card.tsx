import type { VNode } from 'preact'
import { Card, formatSpan, Tries, type Try, Why } from '#gatepost'
import { verdictOf } from '../delivery/schedule.ts'
import type { AttemptView, DeliveryView } from '../service.ts'
import { AttemptExchange } from './attempt-exchange.tsx'
import { clock, duration } from './words.ts'

/** The body of a delivery as it would go out now. */
export interface ShownBody {
  /** With line breaks where it is JSON; undefined where there is none any more. */
  readonly text: string | undefined
  /** Of the bytes themselves. */
  readonly sha256: string | undefined
}

export interface AttemptsCardProps {
  readonly delivery: DeliveryView
  /** Oldest first. */
  readonly attempts: readonly AttemptView[]
  readonly body: ShownBody
  /** Path of the webhook's URL. */
  readonly path: string
  /** Seconds; the pauses of the webhook's schedule. */
  readonly delays: readonly number[]
  /** Whether the next try is a probe of a failing webhook. */
  readonly failing: boolean
  readonly now: number
}

/** What was tried and what is planned, newest first. */
export function AttemptsCard(props: AttemptsCardProps): VNode {
  const { delivery, attempts, now } = props
  const newest = attempts.at(-1)
  const done = attempts.map((attempt, index): Try => {
    const answered = attempt.status !== null
    const ok = attempt.status !== null && attempt.status >= 200 && attempt.status < 300
    return {
      key: attempt.id,
      tone: ok ? 'ok' : 'bad',
      icon: ok ? 'check' : answered ? 'x' : 'clock',
      time: clock(attempt.startedAt, now),
      what: <What attempt={attempt} />,
      note: noteOf(attempt, attempts[index - 1]),
      open: attempt === newest,
      body: <Sent {...props} attempt={attempt} newest={attempt === newest} />,
    }
  })
  const committed: Try = {
    key: 'event',
    tone: 'ok',
    icon: 'check',
    time: clock(delivery.event.at, now),
    what: `Event committed, owed to ${delivery.endpoint.name}`,
  }
  return (
    <Card title="Attempts" aside="newest first, UTC">
      <Tries items={[...planned(props), ...done.reverse(), committed]} />
    </Card>
  )
}

function What({ attempt }: { readonly attempt: AttemptView }): VNode {
  const { number, status, durationMs, error } = attempt
  const title = `${attempt.probe ? 'Probe, attempt' : 'Attempt'} ${number}`
  if (status !== null) {
    return (
      <>
        {title}: <b class="fw-medium">{status}</b> in {duration(durationMs)}
      </>
    )
  }
  if (error?.kind === 'timeout') {
    return (
      <>
        {title}: <b class="fw-medium">no answer</b> within {duration(durationMs)}
      </>
    )
  }
  return (
    <>
      {title}: <b class="fw-medium">not answered</b>
    </>
  )
}

function noteOf(attempt: AttemptView, before: AttemptView | undefined): string | undefined {
  const parts = [
    before === undefined
      ? ''
      : `${formatSpan(attempt.startedAt - before.startedAt)} after attempt ${before.number}`,
    attempt.status === null && attempt.sent ? 'The request was sent whole; they may have it already' : '',
    attempt.late ? 'Recorded late: another worker had taken the delivery over' : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? undefined : parts.join(' · ')
}

/** The next try, with the reason for its time. */
function planned({ delivery, attempts, delays, failing, now }: AttemptsCardProps): Try[] {
  const { state, due, parked, tries } = delivery
  if (state !== 'pending' || due === null || parked || due <= now || attempts.length === 0) return []
  return [
    {
      key: 'planned',
      tone: 'idle',
      icon: 'clock',
      time: clock(due, now),
      what: <span class="text-secondary">next try, planned</span>,
      note: (
        <Why title="Why then?">
          {failing
            ? 'The webhook is failing. One probe at a time goes there; when one succeeds, this goes out at once.'
            : whyThen(attempts.at(-1)?.status ?? null, tries, delays)}
        </Why>
      ),
    },
  ]
}

function whyThen(status: number | null, tries: number, delays: readonly number[]): string {
  const pause = delays[tries - 1]
  if (verdictOf(status) === 'rejected')
    return 'The receiver calls the request itself wrong. Such a request gets three tries within ten minutes.'
  if (pause === undefined) return 'It was set when the try before had failed; the pauses were changed since.'
  const step = `Step ${tries} of ${delays.length} waits ${formatSpan(pause * 1000)}, give or take, so that tries do not bunch.`
  return status === 429 || status === 503 ? `${step} The receiver’s Retry-After can make it longer.` : step
}

interface SentProps extends AttemptsCardProps {
  readonly attempt: AttemptView
  readonly newest: boolean
}

function Sent({ attempt, newest, body, path }: SentProps): VNode {
  const signature = attempt.requestHeaders['webhook-signature'] ?? ''
  return (
    <AttemptExchange attempt={attempt} path={path} {...(newest ? { body: body.text } : {})}>
      {signature.includes(' ') && (
        <Why title="Why two signatures?">A rotation is under way: the new and the old secret both sign.</Why>
      )}
      {newest && attempt.number > 1 && (
        <Why title="Same id as before?">
          Yes. The id never changes, so a receiver can tell a repeat from something new.
        </Why>
      )}
      {newest ? (
        <BodyNote body={body} same={body.sha256 === attempt.requestSha256} />
      ) : (
        <Why>The same body as the newest attempt, signed anew.</Why>
      )}
    </AttemptExchange>
  )
}

function BodyNote({ body, same }: { readonly body: ShownBody; readonly same: boolean }): VNode {
  if (body.text === undefined)
    return <Why>What the event held was erased, so the body is not here any more.</Why>
  if (same) {
    return <Why icon="check">The body is made again from the event; its sha256 is that of what was sent.</Why>
  }
  return (
    <Why icon="alert-triangle" title="Not what was sent.">
      The webhook was changed since; this is how the body would go out now.
    </Why>
  )
}
