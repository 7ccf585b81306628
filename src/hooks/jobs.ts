import { jitter } from '../lib/nudge.ts'
import type { Job, Log } from './contract.ts'

const FIRST_PAUSE_MS = 500
/** Short enough that a job is back soon after a database that was away for an hour. */
const LONGEST_PAUSE_MS = 5000
/** A job that ran this long before it threw was healthy; its next pause is the first again. */
const HEALTHY_MS = 60_000

/**
 * Keeps jobs running until `stop`. A job that throws holds up itself alone: it is logged and begins again after
 * a growing pause. `stop` aborts them all and waits until each has returned.
 */
export function startJobs(jobs: readonly Job[], log: Log): { stop(): Promise<void> } {
  const controller = new AbortController()
  const running = jobs.map((job) => keepRunning(job, controller.signal, log))
  return {
    async stop() {
      controller.abort()
      await Promise.all(running)
    },
  }
}

async function keepRunning(job: Job, signal: AbortSignal, log: Log): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const began = performance.now()
    try {
      await job.run(signal)
      return
    } catch (error) {
      if (signal.aborted) return
      log.error({ err: error, job: job.name }, 'a job failed and will begin again')
    }
    if (performance.now() - began > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS
    await pause(jitter(pauseMs), signal)
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
