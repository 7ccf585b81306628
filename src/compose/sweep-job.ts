import type { Job, Log } from '../hooks/contract.ts'
import { createNudge, jitter } from '../lib/nudge.ts'

const EVERY_MS = 5 * 60_000
/** Between slices, so that a long sweep never holds up people. */
const BREATH_MS = 50

/** Removes what has expired, slice by slice, until each sweep answers 0; then rests. */
export function sweepJob(sweeps: readonly (() => Promise<number>)[], log: Log): Job {
  return {
    name: 'sweep',
    async run(signal) {
      const rest = createNudge()
      while (!signal.aborted) {
        let removed = 0
        for (const sweep of sweeps) {
          for (let slice = await sweep(); slice > 0 && !signal.aborted; slice = await sweep()) {
            removed += slice
            await rest.wait(BREATH_MS, signal)
          }
        }
        if (removed > 0) log.info({ removed }, 'expired rows were removed')
        await rest.wait(jitter(EVERY_MS), signal)
      }
    },
  }
}
