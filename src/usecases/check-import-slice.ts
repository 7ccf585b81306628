import type { UserImport } from '../domain/user-import.ts'
import type { Tx } from '../repositories/connection.ts'
import { insertNames, replaceFaults } from '../repositories/user-import-lines.ts'
import type { Deps } from './deps.ts'
import { type Judged, judgeNames, namesOf } from './judge-imported.ts'

/** What a step adds to the figures of its import. */
export interface SliceOutcome {
  readonly created: number
  readonly moreBad: number
}
/** The first and the last line of a slice. */
export interface LineRange {
  readonly first: number
  readonly last: number
}

/** The dry run: writes down what is wrong with the lines of a slice, and no user. */
export async function checkImportSlice(
  deps: Deps,
  tx: Tx,
  { id }: UserImport,
  judged: Judged,
  range: LineRange,
): Promise<SliceOutcome> {
  await insertNames(tx, deps.locks, id, judged.users.flatMap(namesOf))
  const { faults } = await judgeNames(tx, id, judged)
  return { created: 0, moreBad: await replaceFaults(tx, deps.locks, id, range, faults) }
}
