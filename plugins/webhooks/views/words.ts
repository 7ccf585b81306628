/** States and reasons as a person reads them. */
import { formatSpan, formatTime } from '#gatepost'
import type { RowContext } from '../reports.ts'
import type { DeliveryView, EndpointHealth, EndpointView } from '../service.ts'

const grouped = new Intl.NumberFormat('en-US')

export const count = (value: number): string => grouped.format(value)

/** `99.7 %`; never rounded up to 100. */
export function share(attempts: { readonly delivered: number; readonly failed: number } | undefined): string {
  const all = (attempts?.delivered ?? 0) + (attempts?.failed ?? 0)
  if (attempts === undefined || all === 0) return '–'
  const percent = Math.floor((attempts.delivered / all) * 1000) / 10
  return `${percent === 100 ? '100' : percent.toFixed(1)} %`
}

/** `1 delivery waits`, `1,284 deliveries wait`. */
export function waiting(deliveries: number): string {
  return deliveries === 1 ? '1 delivery waits' : `${count(deliveries)} deliveries wait`
}

/** `212 ms`, `1.2 s` */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** `2nd`, `3rd`, `11th` */
export function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${ending}`
}

const reasonWord = (reason: string | null): string | undefined => reason?.replaceAll('_', ' ')

/** What stands behind the dot of a delivery's state: `behind 1`, `in 27 min`, `2nd try`, `rejected`. */
export function stateDetail(
  { state, parked, due, tries, reason }: DeliveryView,
  { ahead, failing }: Pick<RowContext, 'ahead' | 'failing'>,
  now: number,
): string | undefined {
  if (parked) return 'webhook off'
  switch (state) {
    case 'held':
      return ahead > 0 ? `behind ${ahead >= 1000 ? '1,000 or more' : ahead}` : undefined
    case 'pending':
      if (failing) return 'waits for a probe'
      return due === null || due <= now ? 'due now' : `in ${formatSpan(due - now)}`
    case 'delivered':
      return tries > 1 ? `${ordinal(tries)} try` : undefined
    case 'dead':
    case 'skipped':
      return reasonWord(reason)
    case 'leased':
      return undefined
  }
}

/** What came back last: `500 in 212 ms`, or what went wrong. */
export function answer({ last }: DeliveryView): string {
  if (last === null) return '–'
  if (last.status !== null) return `${last.status} in ${duration(last.durationMs)}`
  return last.error?.replace(/ \([A-Z_0-9]+\)$/, '').replace(/\.$/, '') ?? 'No answer'
}

const SKIPPED: Readonly<Record<string, string>> = {
  filtered: 'The webhook’s filter leaves this event out.',
  disabled: 'The webhook was off when this event came, or what waited was skipped as it was switched on.',
  no_equivalent: 'The GenAuth format has no event of this kind.',
  quiet_import: 'It came from an import that was to be quiet.',
  no_user: 'The GenAuth format needs a user, and this event names none.',
  erased: 'What the event held was erased together with its user.',
  endpoint_deleted: 'The webhook was deleted while this waited.',
  stopped: 'It was part of a replay that was stopped after a first try.',
  error: 'The message could not be made. The process log of the server holds the fault.',
}

const DEAD: Readonly<Record<string, string>> = {
  exhausted: 'Every try of the schedule failed.',
  rejected: 'The receiver called the request itself wrong (400, 413, 415 or 422) three times.',
  crashed: 'Again and again a worker took it and none came back with a result.',
  expired: 'It waited at a webhook that was off for longer than events are kept.',
}

/** Why a delivery ended without success, as a sentence. */
export function endReason({ state, reason }: Pick<DeliveryView, 'state' | 'reason'>): string {
  const words = state === 'dead' ? DEAD : SKIPPED
  return words[reason ?? ''] ?? `The reason is ${reasonWord(reason) ?? 'not known'}.`
}

const OFF: Readonly<Record<string, string>> = {
  operator: 'by an operator',
  gone: 'it answered 410',
  failing: 'five days without a success',
}

/** Why a webhook is off, in a few words. */
export function offReason({ disabledReason }: Pick<EndpointView, 'disabledReason'>): string {
  return OFF[disabledReason ?? ''] ?? 'by an operator'
}

/** `has not answered for 26 minutes`, `has failed for 3 hours, the last time with 500` */
export function failingFor(
  { health }: { readonly health: Pick<EndpointHealth, 'failingSince' | 'lastStatus'> },
  now: number,
): string {
  const since = health.failingSince === null ? '' : ` for ${longSpan(now - health.failingSince)}`
  if (health.lastStatus === null) return `has not answered${since}`
  return `has failed${since}, the last time with ${health.lastStatus}`
}

const longSpan = (ms: number): string =>
  formatSpan(ms)
    .replace(/ s$/, ' seconds')
    .replace(/ min$/, ' minutes')
    .replace(/^1 (second|minute|hour|day)s$/, '1 $1')

/** A time of day, with the date where it is another day than today. */
export function clock(at: number, now: number): string {
  const sameDay = formatTime(at, 'day') === formatTime(now, 'day')
  return formatTime(at, sameDay ? 'clock' : 'both')
}

/** `9 over 3 days`, `none` */
export function retrySummary(delays: readonly number[]): string {
  if (delays.length === 0) return 'none'
  const total = delays.reduce((sum, one) => sum + one, 0) * 1000
  return `${delays.length} over ${formatSpan(total)}`
}

/** What stands in the first line of a request to this URL. */
export function requestPath(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
