import { setMaxListeners } from 'node:events'
import type { JobState } from '../domain/plugin-report.ts'
import { jitter } from '../lib/nudge.ts'
import type { Job, Log } from './contract.ts'

const FIRST_PAUSE_MS = 500
/** Short enough that a job is back soon after a database that was away for an hour. */
const LONGEST_PAUSE_MS = 5000
/** A job that ran this long before it threw was healthy; its next pause is the first again. */
const HEALTHY_MS = 60_000

export interface RunningJobs {
  /** Of each job, how it fares in this process. */
  states(): readonly JobState[]
  stop(): Promise<void>
}

/**
 * Keeps jobs running until `stop`. A job that throws holds up itself alone: it is logged and begins again after
 * a growing pause. `stop` aborts them all and waits until each has returned.
 */
export function startJobs(jobs: readonly Job[], log: Log): RunningJobs {
  const controller = new AbortController()
  // Each job waits on it, and there are more than the ten that Node.js takes for a leak.
  setMaxListeners(0, controller.signal)
  const failed = new Map<string, JobState>()
  const running = jobs.map((job) => keepRunning(job, controller.signal, log, failed))
  return {
    states() {
      // A job that runs says nothing: one that has not failed for this long is well.
      const ill = (state: JobState) => Date.now() - (state.failedAt ?? 0) < HEALTHY_MS
      return jobs.map(({ name }) => {
        const state = failed.get(name)
        return state && ill(state) ? state : { name, failures: 0, error: null, failedAt: null }
      })
    },
    async stop() {
      controller.abort()
      await Promise.all(running)
    },
  }
}

async function keepRunning(
  job: Job,
  signal: AbortSignal,
  log: Log,
  failed: Map<string, JobState>,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS
  let failures = 0
  while (!signal.aborted) {
    const began = performance.now()
    try {
      await job.run(signal)
      return
    } catch (error) {
      if (signal.aborted) return
      log.error({ err: error, job: job.name }, 'a job failed and will begin again')
      const healthy = performance.now() - began > HEALTHY_MS
      if (healthy) pauseMs = FIRST_PAUSE_MS
      failures = healthy ? 1 : failures + 1
      failed.set(job.name, {
        name: job.name,
        failures,
        error: error instanceof Error ? error.message : String(error),
        failedAt: Date.now(),
      })
    }
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
