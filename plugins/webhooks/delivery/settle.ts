import type { Settlement } from '../repositories/results.ts'
import type { Claimed, SkipReason } from './delivery.ts'
import { nextAfter, verdictOf } from './schedule.ts'

/** What came of a lease. */
export type Answer =
  /** A request was made. `status` is null where no answer came. */
  | {
      readonly kind: 'attempted'
      readonly status: number | null
      readonly responseHeaders: Readonly<Record<string, string>> | null
    }
  /** There is nothing to send. */
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  /** Nothing was tried, or nobody is to blame: as if it had not been claimed. Due again after `afterMs`. */
  | { readonly kind: 'handed_back'; readonly afterMs: number }

/** Until then a parked delivery is not sent again; long before, its endpoint is switched off. */
const PARKED_MS = 60_000

export interface Settling {
  readonly claimed: Pick<Claimed, 'id' | 'token' | 'tries' | 'rejections'>
  readonly answer: Answer
  /** The endpoint's pauses in seconds, one for each retry. */
  readonly delays: readonly number[]
}

/**
 * The state that follows. While the endpoint's breaker is open nobody dies: a failure uses up no step, and the
 * delivery waits for a probe. After a 410 it stays `pending`, parked at an endpoint that is about to be disabled: due
 * at once, it could be sent again before that.
 */
export function settle(
  { claimed, answer, delays }: Settling,
  breaker: 'closed' | 'open',
  now: number,
  random: () => number,
): Settlement {
  const { id, token } = claimed
  const base = { id, token, reason: null, due: now, tried: false, rejected: false, unclaimed: false }
  if (answer.kind === 'skipped') return { ...base, state: 'skipped', reason: answer.reason }
  if (answer.kind === 'handed_back')
    return { ...base, state: 'pending', due: now + answer.afterMs, unclaimed: true }
  const { status, responseHeaders } = answer
  const verdict = verdictOf(status)
  if (breaker === 'open' && verdict !== 'delivered') return { ...base, state: 'pending', unclaimed: true }
  const rejected = verdict === 'rejected'
  const next = nextAfter({
    status,
    responseHeaders,
    delays,
    step: claimed.tries + 1,
    rejections: claimed.rejections + (rejected ? 1 : 0),
    now,
    random,
  })
  const tried = { ...base, tried: true, rejected }
  switch (next.state) {
    case 'delivered':
      return { ...tried, state: 'delivered' }
    case 'dead':
      return { ...tried, state: 'dead', reason: next.reason }
    case 'parked':
      return { ...tried, state: 'pending', due: now + PARKED_MS }
    case 'pending':
      return { ...tried, state: 'pending', due: now + next.afterMs }
  }
}
