import { endedWithLines } from '../repositories/user-import-lines.ts'
import { changeImport, lockImport, staleImports } from '../repositories/user-imports.ts'
import type { Deps } from './deps.ts'
import { removeImport, removeImportLines } from './remove-import.ts'

const DAY_MS = 24 * 3_600_000
/** A dry run that nobody acts on holds addresses and hashes; after a week it is called off. */
const CHECKED_KEPT_MS = 7 * DAY_MS
/** What was imported, and which lines were bad, can be looked up for so long. */
const ENDED_KEPT_MS = 30 * DAY_MS
const AT_ONCE = 10

/** Removes what imports leave behind; answers how many were dealt with. Again until 0. */
export async function sweepImports(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const times = {
    receivingBefore: now,
    checkedBefore: now - CHECKED_KEPT_MS,
    endedBefore: now - ENDED_KEPT_MS,
  }
  const stale = await staleImports(deps.reader, times, AT_ONCE)
  for (const { id, state } of stale) {
    if (state === 'checked') await giveUp(deps, id, now)
    else await removeImport(deps, id)
  }
  const ended = await endedWithLines(deps.reader)
  if (ended !== undefined) await removeImportLines(deps, ended)
  return stale.length + (ended === undefined ? 0 : 1)
}

async function giveUp(deps: Deps, importId: string, now: number): Promise<void> {
  await deps.transaction(async (tx) => {
    const one = await lockImport(tx, deps.locks, importId)
    // Somebody may have started it at this moment.
    if (one?.state === 'checked') await changeImport(tx, importId, { state: 'cancelled', endedAt: now })
  })
}
