/** What becomes of a delivery after an attempt, and when its next one is due. Times are milliseconds. */
import { jitter } from '#gatepost'

/** The longest a receiver's `Retry-After` is believed; more would hold its deliveries at a stranger's word. */
export const MAX_RETRY_AFTER_MS = 3_600_000

/** The request itself is at fault: the same bytes will hardly do better in three days. */
const REJECTIONS: ReadonlySet<number> = new Set([400, 413, 415, 422])

/** Pauses after the first and second rejection: three tries within ten minutes, jitter included. */
const REJECTED_DELAYS: readonly number[] = [60_000, 400_000]

export type Verdict =
  | 'delivered'
  /** 410: the endpoint wants no more; it is disabled and what waits stays parked. */
  | 'gone'
  | 'rejected'
  | 'failed'

/** What an answer means. `status` is null where none came. 3xx is a failure: redirects are not followed. */
export function verdictOf(status: number | null): Verdict {
  if (status === null) return 'failed'
  if (status >= 200 && status < 300) return 'delivered'
  if (status === 410) return 'gone'
  return REJECTIONS.has(status) ? 'rejected' : 'failed'
}

export type Next =
  | { readonly state: 'delivered' }
  /** Stays `pending` at an endpoint that is disabled now. */
  | { readonly state: 'parked' }
  /** Due again after `afterMs`. */
  | { readonly state: 'pending'; readonly afterMs: number }
  | { readonly state: 'dead'; readonly reason: 'rejected' | 'exhausted' }

export interface Attempted {
  readonly status: number | null
  readonly responseHeaders: Readonly<Record<string, string>> | null
  /** The endpoint's pauses in seconds, one for each retry. */
  readonly delays: readonly number[]
  /** Steps of the schedule used up, this attempt included: 1 after the first. */
  readonly step: number
  /** Attempts of this delivery so far that were rejected (400, 413, 415, 422), this one included. */
  readonly rejections: number
  /** UTC epoch milliseconds, for a `Retry-After` that is a date. */
  readonly now: number
  readonly random?: () => number
}

/** The way on after an attempt. Probes and breakers are above this: they decide whether a step is used at all. */
export function nextAfter(attempted: Attempted): Next {
  const { status, delays, step, rejections, now, random } = attempted
  const verdict = verdictOf(status)
  if (verdict === 'delivered') return { state: 'delivered' }
  if (verdict === 'gone') return { state: 'parked' }
  if (verdict === 'rejected') {
    const pause = REJECTED_DELAYS[rejections - 1]
    if (pause === undefined) return { state: 'dead', reason: 'rejected' }
    return { state: 'pending', afterMs: jitter(pause, random) }
  }
  const seconds = delays[step - 1]
  if (seconds === undefined) return { state: 'dead', reason: 'exhausted' }
  const scheduled = jitter(seconds * 1000, random)
  // The header says how long to wait at least (RFC 9110 §10.2.3): it can put a try off, not bring it forward,
  // or a receiver that always says "1" would use up the schedule in a minute.
  return { state: 'pending', afterMs: Math.max(scheduled, retryAfterOf(attempted, now) ?? 0) }
}

function retryAfterOf({ status, responseHeaders }: Attempted, now: number): number | undefined {
  if (status !== 429 && status !== 503) return undefined
  const value = responseHeaders?.['retry-after']
  return value === undefined ? undefined : parseRetryAfter(value, now)
}

/** RFC 9110 §5.6.7: the preferred form of a date and the two obsolete ones begin with the name of a day. */
const HTTP_DATE = /^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? .*\d{2}:\d{2}:\d{2}/

/**
 * `Retry-After` in milliseconds from `now`, at most an hour; 0 for a date that is past. Undefined for anything
 * that is neither whole seconds nor an HTTP date (RFC 9110 §10.2.3).
 */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const text = value.trim()
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, MAX_RETRY_AFTER_MS)
  if (!HTTP_DATE.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - now, 0), MAX_RETRY_AFTER_MS)
}
