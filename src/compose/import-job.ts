import type { Job } from '../hooks/contract.ts'
import { createNudge, jitter } from '../lib/nudge.ts'
import { carryOnImport, type Hold, letGoOfImport } from '../usecases/carry-on-import.ts'
import type { Deps } from '../usecases/deps.ts'

const POLL_MS = 1000
/** After each step the import rests for a multiple of what the step took: people come first. */
const REST_TIMES = 2
const LEAST_REST_MS = 10

/** Carries imports of users on, one step after the other; what there is to do is in the database. */
export function importJob(deps: Deps): Job {
  return {
    name: 'user imports',
    async run(signal) {
      const rest = createNudge()
      let hold: Hold | undefined
      while (!signal.aborted) {
        const began = performance.now()
        hold = await carryOnImport(deps, hold)
        const took = performance.now() - began
        await rest.wait(hold ? Math.max(LEAST_REST_MS, REST_TIMES * took) : jitter(POLL_MS), signal)
      }
      if (hold) await letGoOfImport(deps, hold)
    },
  }
}
