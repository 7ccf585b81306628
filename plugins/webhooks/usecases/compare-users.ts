import { type IdRange, invalid, Refusal, type UserVersion } from '#gatepost'
import { compare, digestOf } from '../repair/compare.ts'
import type { Difference, Repair } from '../repair/repair.ts'
import { changeRepair, lockRepair, putDifferences, type RepairChange } from '../repositories/repairs.ts'
import type { Deps } from './deps.ts'

/** Users of one side in one comparison. */
export const MOST_COMPARED = 1000
/** What the column of a sequence holds. */
export const HIGHEST_SEQUENCE = 2 ** 31 - 1
/** Users of ours behind one digest; a longer stretch counts as different. */
const MOST_DIGESTED = 2000

export interface ComparedUsers {
  /** The end of what was compared: that of the stretch, or earlier where more is here than one comparison takes. */
  readonly until: string | null
  readonly differences: readonly Difference[]
}

/**
 * Compares a stretch of ids, all of which the receiver named in `theirs`, and keeps what differs. Throws `invalid`
 * where a user lies outside of the stretch, and `conflict` once the repair has ended.
 *
 * @param change what else becomes of the repair, by the end of what was compared
 * @param here the users of ours, where they are known already
 */
export async function compareUsers(
  deps: Deps,
  repair: Repair,
  range: IdRange,
  theirs: readonly UserVersion[],
  change: (until: string | null) => RepairChange,
  here?: readonly UserVersion[],
): Promise<ComparedUsers> {
  const { db, users } = deps
  const outside = theirs.findIndex(
    ({ id }) => id <= range.after || (range.until !== null && id > range.until),
  )
  if (outside >= 0) throw invalid({ [`users.${outside}`]: 'This id lies outside of the stretch.' })
  const ours = here ?? (await users.versions(range, MOST_COMPARED))
  const until = ours.length === MOST_COMPARED ? (ours.at(-1)?.id ?? null) : range.until
  const there = until === null ? theirs : theirs.filter(({ id }) => id <= until)
  const known = new Set(ours.map(({ id }) => id))
  const strays = there.map(({ id }) => id).filter((id) => !known.has(id))
  const last = strays.length === 0 ? new Map<string, number>() : await users.lastSequences(strays)
  const differences = compare(ours, there, last)
  await db.transaction(async (tx) => {
    const current = await lockRepair(tx, db.dialect, repair.id)
    if (current.state !== repair.state || current.afterId !== repair.afterId) throw hasEnded()
    await putDifferences(tx, db.dialect, repair.id, { after: range.after, until }, differences)
    await changeRepair(tx, repair.id, { compared: current.compared + ours.length, ...change(until) })
  })
  return { until, differences }
}

const hasEnded = (): Refusal =>
  new Refusal('conflict', { message: 'This repair has ended. Begin a new one to compare again.' })

export const isOpen = (repair: Repair): void => {
  if (repair.state !== 'open') throw hasEnded()
}

/** Of these stretches those whose digest differs from ours. */
export async function differingRanges<R extends IdRange & { readonly digest: string }>(
  { users }: Pick<Deps, 'users'>,
  ranges: readonly R[],
): Promise<R[]> {
  const differing: R[] = []
  for (const range of ranges) {
    const ours = await users.versions(range, MOST_DIGESTED + 1)
    if (ours.length > MOST_DIGESTED || digestOf(ours) !== range.digest.toLowerCase()) differing.push(range)
  }
  return differing
}
