/** What an attempt means for its delivery, and when the next one is due. */
import { jitter } from '#gatepost'

/** The longest a receiver's `Retry-After` is believed; more would hold its deliveries at a stranger's word. */
export const MAX_RETRY_AFTER_MS = 3_600_000

/** The request itself is at fault: the same bytes will hardly do better in three days. */
const REJECTIONS: ReadonlySet<number> = new Set([400, 413, 415, 422])

/** Pauses after the first and second rejection: three tries within ten minutes, jitter included. */
const REJECTED_DELAYS: readonly number[] = [60_000, 400_000]

/** What an answer, or none, means for its delivery. */
export interface Verdict {
  /**
   * `gone` (410): the endpoint wants no more; it is disabled and what waits stays parked. `rejected` (400, 413,
   * 415, 422): this message will not be taken. `failed`: everything else that is not 2xx, redirects included.
   */
  readonly kind: 'delivered' | 'gone' | 'rejected' | 'failed'
  /** What the receiver asked for by `Retry-After` with 429 or 503, at most an hour; else 0. */
  readonly retryAfterMs: number
}

/** The verdict on an attempt. `status` is null where no answer came; `now` is UTC epoch milliseconds. */
export function classify(
  answer: {
    readonly status: number | null
    readonly headers: Readonly<Record<string, string>> | null
  },
  now: number,
): Verdict {
  const { status, headers } = answer
  const verdict = (kind: Verdict['kind'], retryAfterMs = 0): Verdict => ({ kind, retryAfterMs })
  if (status === null) return verdict('failed')
  if (status >= 200 && status < 300) return verdict('delivered')
  if (status === 410) return verdict('gone')
  if (REJECTIONS.has(status)) return verdict('rejected')
  const asked = status === 429 || status === 503 ? headers?.['retry-after'] : undefined
  return verdict('failed', asked === undefined ? 0 : (parseRetryAfter(asked, now) ?? 0))
}

/** When a delivery that was not taken is due again, or why it never is. */
export type NextRetry =
  | { readonly dead: null; readonly afterMs: number }
  | { readonly dead: 'rejected' | 'exhausted' }

/**
 * The way on after an attempt that was not delivered. `delays` are the endpoint's pauses in seconds, one for each
 * retry; `step` counts the steps used up, this attempt included, so 1 after the first. Breakers and probes are
 * above this: they decide whether a step is used at all.
 */
export function nextRetry(
  verdict: { readonly kind: 'gone' | 'rejected' | 'failed'; readonly retryAfterMs: number },
  delays: readonly number[],
  step: number,
  random?: () => number,
): NextRetry {
  if (verdict.kind === 'rejected') {
    const pause = REJECTED_DELAYS[step - 1]
    return pause === undefined ? { dead: 'rejected' } : { dead: null, afterMs: jitter(pause, random) }
  }
  // A delivery whose endpoint is gone is parked: due as soon as somebody enables the endpoint again.
  if (verdict.kind === 'gone') return { dead: null, afterMs: 0 }
  const seconds = delays[step - 1]
  if (seconds === undefined) return { dead: 'exhausted' }
  // The header says how long to wait at least (RFC 9110 §10.2.3): it can put a try off, not bring it forward,
  // or a receiver that always says "1" would use up the schedule in a minute.
  return { dead: null, afterMs: Math.max(jitter(seconds * 1000, random), verdict.retryAfterMs) }
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
