/**
 * A wake-up that only saves time: whoever waits also polls. One nudge wakes the waiter once; a nudge while
 * nobody waits is kept for the next wait, so that work committed in between is not slept over.
 */
export interface Nudge {
  nudge(): void
  /** Resolves after a nudge, after `ms`, or when the signal aborts, whichever is first; answers whether it was a nudge. */
  wait(ms: number, signal?: AbortSignal): Promise<boolean>
  /** Whether there was a nudge that nobody has waited for; it counts as waited for. */
  take(): boolean
}

export function createNudge(): Nudge {
  let pending = false
  let wake: (() => void) | undefined
  const take = () => {
    const nudged = pending
    pending = false
    return nudged
  }
  return {
    take,
    nudge() {
      pending = true
      wake?.()
    },
    async wait(ms, signal) {
      if (!pending && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer)
            signal?.removeEventListener('abort', done)
            resolve()
          }
          const timer = setTimeout(done, ms)
          wake = done
          signal?.addEventListener('abort', done, { once: true })
        })
        wake = undefined
      }
      return take()
    },
  }
}

/** `ms` give or take a fifth, so that nodes and tries do not beat in step. */
export function jitter(ms: number, random: () => number = Math.random): number {
  return Math.round(ms * (0.8 + 0.4 * random()))
}
