/** Wall-clock time in UTC epoch milliseconds; tests move it, so nothing else may read the time for a decision. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
