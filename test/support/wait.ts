import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks `probe` again and again until it answers something other than undefined or false, and returns that.
 * Throws with `what` (a clause, as in "the row is there") and the last error when `timeoutMs` (15 s) have passed.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 15_000, everyMs = 20 } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs
  let cause: unknown
  do {
    try {
      const answer = await probe()
      if (answer !== undefined && answer !== false) return answer
      cause = undefined
    } catch (error) {
      cause = error
    }
    await pause(everyMs)
  } while (performance.now() < end)
  throw new Error(`waited ${timeoutMs} ms in vain until ${what}`, { cause })
}
