/** GenAuth's `retryConfig` and our list of pauses, each as the other. */
import { z } from 'zod'

const UNITS = { Second: 1, Minute: 60, Hour: 3600, Day: 86_400 } as const
type Unit = keyof typeof UNITS
const LARGEST_FIRST: readonly Unit[] = ['Day', 'Hour', 'Minute', 'Second']

/** Where only one of the two is given. */
const COUNT = 3
const DELAY_IN_SECONDS = 60

export const retryConfigInput = z.object({
  enabled: z.boolean('Give true or false.').default(true),
  count: z.int('Give a whole number.').min(0, 'At least 0.').max(30, 'At most 30 retries.').nullish(),
  delay: z.number('Give a number.').min(0, 'At least 0.').nullish(),
  delayUnit: z.enum(['Second', 'Minute', 'Hour', 'Day'], 'Choose Second, Minute, Hour or Day.').nullish(),
})
export type RetryConfigInput = z.output<typeof retryConfigInput>

export interface RetryConfig {
  readonly enabled: boolean
  readonly count: number
  readonly delay: number
  readonly delayUnit: Unit
}

/** Seconds between tries, one for each retry: `ours` where the choice is left to us. */
export function delaysOf(
  { enabled, count, delay, delayUnit }: RetryConfigInput,
  ours: readonly number[],
): number[] {
  if (!enabled) return []
  if (count == null && delay == null) return [...ours]
  const seconds = delay == null ? DELAY_IN_SECONDS : delay * UNITS[delayUnit ?? 'Second']
  return Array<number>(count ?? COUNT).fill(seconds)
}

/** The pauses as GenAuth would tell them. It knows one delay: of a growing schedule that is the first. */
export function retryConfigOf(delays: readonly number[]): RetryConfig {
  const [first = 0] = delays
  const unit = LARGEST_FIRST.find((one) => first > 0 && first % UNITS[one] === 0) ?? 'Second'
  return { enabled: delays.length > 0, count: delays.length, delay: first / UNITS[unit], delayUnit: unit }
}

/** The pauses after an update. A client that sends back what it was told leaves a growing schedule as it is. */
export function updatedDelays(
  sent: RetryConfigInput,
  present: readonly number[],
  ours: readonly number[],
): readonly number[] {
  const wanted = delaysOf(sent, present.length > 0 ? present : ours)
  const told = delaysOf(retryConfigOf(present), ours)
  return JSON.stringify(wanted) === JSON.stringify(told) ? present : wanted
}
