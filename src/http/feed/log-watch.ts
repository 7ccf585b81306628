import { jitter, type Nudge } from '../../lib/nudge.ts'

/** Looked at once a node however many wait, and only while somebody does: another node may have numbered events. */
const POLL_MS = 250

/** Tells those who wait for the log to grow. */
export interface LogWatch {
  /** Resolves once the log has a position above `position`, after `ms`, or when the signal aborts. */
  wait(position: number, ms: number, signal: AbortSignal): Promise<void>
}

/** `moved` is nudged when this node gave positions; it saves the time of a poll. */
export function createLogWatch(readHead: () => Promise<number>, moved: Nudge): LogWatch {
  const waiting = new Set<{ readonly position: number; done(): void }>()
  let running = false
  const look = async () => {
    running = true
    while (waiting.size > 0) {
      // A database that does not answer now is asked again; those who wait have an end of their own.
      const head = await readHead().catch(() => 0)
      for (const one of waiting) if (head > one.position) one.done()
      if (waiting.size > 0) await moved.wait(jitter(POLL_MS))
    }
    running = false
  }
  return {
    wait: (position, ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const one = {
          position,
          done() {
            waiting.delete(one)
            clearTimeout(timer)
            signal.removeEventListener('abort', one.done)
            resolve()
          },
        }
        const timer = setTimeout(one.done, ms)
        signal.addEventListener('abort', one.done, { once: true })
        waiting.add(one)
        if (!running) void look()
      }),
  }
}
