import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import type { UserImport } from '../domain/user-import.ts'
import type { Tx } from '../repositories/connection.ts'
import { changeImport } from '../repositories/user-imports.ts'
import type { Deps } from './deps.ts'

/** After the last line: the check waits for a decision, unless it was made before; the writing is over. */
export async function endImportPhase(deps: Deps, tx: Tx, one: UserImport): Promise<void> {
  const now = deps.clock.now()
  if (one.state === 'checking') {
    if (one.startsItself) await beginWriting(tx, one, { startedAt: now })
    else await changeImport(tx, one.id, { state: 'checked', leaseUntil: null })
    return
  }
  await changeImport(tx, one.id, { state: 'done', leaseUntil: null, endedAt: now })
  await tellImported(deps, tx, one, one.context)
}

/** How an import ended. Told also of a quiet one: those who were not told of the users can ask for them then. */
export async function tellImported(
  deps: Deps,
  tx: Tx,
  { id, format, fileName, lines, created, bad, quiet }: UserImport,
  context: EventContext,
): Promise<void> {
  const data = { import: { id, format, fileName }, lines, created, bad, quiet }
  await deps.announce(tx, serverEvent('users.imported', null, data, context))
}

/** From the first line again, this time in earnest. */
export async function beginWriting(
  tx: Tx,
  { id }: UserImport,
  change: Partial<Pick<UserImport, 'startedAt' | 'context' | 'quiet' | 'leaseUntil'>>,
): Promise<void> {
  await changeImport(tx, id, { state: 'running', position: 0, handled: 0, ...change })
}
