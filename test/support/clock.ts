import type { Clock } from '../../src/lib/clock.ts'

/** A clock that stands still until it is moved. */
export interface MovedClock extends Clock {
  move(ms: number): void
}

export function movedClock(start = Date.UTC(2026, 10, 23, 10)): MovedClock {
  let now = start
  return {
    now: () => now,
    move(ms) {
      now += ms
    },
  }
}
