import { COUNT_STEP_MS, type CountStep, readEventCounts as readCounts } from '../repositories/event-counts.ts'
import type { Deps } from './deps.ts'

/** How many events of each type happened in the last `steps` steps, the one that goes on included. */
export async function readEventCounts(
  deps: Deps,
  step: CountStep,
  steps: number,
): Promise<ReadonlyMap<string, number>> {
  const now = deps.clock.now()
  const ms = COUNT_STEP_MS[step]
  return readCounts(deps.reader, step, now - (now % ms) - (steps - 1) * ms)
}
