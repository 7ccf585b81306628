import { readFileSync } from 'node:fs'
import { type Clock, systemClock } from './clock.ts'

/** A test that moves the clock waits this many milliseconds at most until it is heard. */
export const LOOK_EVERY_MS = 20

/**
 * The clock of this process, which is `base` but in tests. A test that cannot sleep for four days names a file in `GATEPOST_TEST_CLOCK`: what
 * stands there, in milliseconds, is added to the time of day. Heeded under `NODE_ENV=test` alone.
 */
export function processClock(
  env: Readonly<Record<string, string | undefined>>,
  base: Clock = systemClock,
): Clock {
  const file = env.GATEPOST_TEST_CLOCK
  if (env.NODE_ENV !== 'test' || !file) return base
  let ahead = 0
  let lookAt = 0
  return {
    now() {
      const now = base.now()
      if (now >= lookAt) {
        ahead = Number(readFileSync(file, 'utf8'))
        lookAt = now + LOOK_EVERY_MS
      }
      return now + ahead
    },
  }
}
