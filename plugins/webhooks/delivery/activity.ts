/**
 * Attempts as the roll-ups count them: how many failed, and a histogram of how long the others took. Pure; the sums
 * are rows of `webhooks_activity`.
 */

const MINUTE_MS = 60_000
/** Lengths of the steps that are summed: of all endpoints together by minute and half hour, of each by half hour. */
export const STEP_MS = { minute: MINUTE_MS, halfHour: 30 * MINUTE_MS } as const
export type Step = keyof typeof STEP_MS

/** The sums of all endpoints stand under this number. */
export const ALL = 0
/** The class of attempts that failed. */
export const FAILED = -1

/** Upper ends of the histogram's classes in milliseconds; the last class holds all that took longer. */
const ENDS: readonly number[] = [
  ...[1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700],
  ...[1000, 1500, 2000, 3000, 5000, 7000, 10_000, 15_000, 20_000, 30_000, 60_000],
]

/** The class of one attempt: `FAILED`, or that of the time it took. */
export function classOf({
  status,
  durationMs,
}: {
  readonly status: number | null
  readonly durationMs: number
}): number {
  if (status === null || status < 200 || status > 299) return FAILED
  const found = ENDS.findIndex((end) => durationMs <= end)
  return found === -1 ? ENDS.length : found
}

/** One sum of a roll-up. */
export interface ActivityRow {
  readonly endpoint: number
  readonly step: number
  /** When the step began. */
  readonly at: number
  readonly took: number
  readonly attempts: number
}

/** What these attempts add to the roll-ups when they are recorded at `now`, in one order for all who write them. */
export function sumsOf(
  attempts: readonly {
    readonly endpoint: number
    readonly status: number | null
    readonly durationMs: number
  }[],
  now: number,
): ActivityRow[] {
  const rows = new Map<string, { -readonly [K in keyof ActivityRow]: ActivityRow[K] }>()
  const add = (endpoint: number, step: number, took: number) => {
    const key = `${endpoint} ${step} ${took}`
    const row = rows.get(key) ?? { endpoint, step, at: now - (now % step), took, attempts: 0 }
    row.attempts += 1
    rows.set(key, row)
  }
  for (const attempt of attempts) {
    const took = classOf(attempt)
    add(attempt.endpoint, STEP_MS.halfHour, took)
    add(ALL, STEP_MS.halfHour, took)
    add(ALL, STEP_MS.minute, took)
  }
  return [...rows.values()].sort((a, b) => a.endpoint - b.endpoint || a.step - b.step || a.took - b.took)
}

/** A histogram: how many attempts there were of each class. */
export type Histogram = ReadonlyMap<number, number>

/** The time in milliseconds that this share of the successes did not exceed, as near as its class says; null without any. */
export function percentile(histogram: Histogram, share: number): number | null {
  const classes = [...histogram].filter(([took]) => took !== FAILED).sort(([a], [b]) => a - b)
  const wanted = share * classes.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [took, count] of classes) {
    if (seen + count < wanted) {
      seen += count
      continue
    }
    const low = ENDS[took - 1] ?? 0
    const high = ENDS[took] ?? low
    return Math.round(low + (high - low) * ((wanted - seen) / count))
  }
  return null
}
