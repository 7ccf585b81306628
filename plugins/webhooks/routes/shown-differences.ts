import type { Difference } from '../repair/repair.ts'
import type { Console } from './console.ts'

/** Differences shown on the page of a repair. */
const SHOWN = 50

/** The first differences that a repair found, by the ids of their users. */
export async function shownDifferences(
  { repairs }: Pick<Console, 'repairs'>,
  endpointId: string,
  repairId: string,
): Promise<readonly Difference[]> {
  return (await repairs.listDifferences(endpointId, repairId, { limit: SHOWN })).data
}
