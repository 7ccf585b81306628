import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { isOpen, type LineFault, type UserImport } from '../domain/user-import.ts'
import { decodeCursor, encodeCursor } from '../lib/page-cursor.ts'
import { listFaultRows } from '../repositories/user-import-lines.ts'
import { changeImport, findImport, listImportRows, lockImport } from '../repositories/user-imports.ts'
import type { Deps } from './deps.ts'
import { beginWriting, tellImported } from './end-import-phase.ts'

/** Refuses with `not_found`. */
export async function getUserImport(deps: Deps, importId: string): Promise<UserImport> {
  const one = await findImport(deps.reader, importId)
  if (!one) throw new Refusal('not_found')
  return one
}

/** Imports, newest first. */
export async function listUserImports(
  deps: Deps,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ imports: readonly UserImport[]; next: string | null }> {
  const place = cursor === undefined ? undefined : readPlace(cursor, 'number', 'string')
  const before = place && { createdAt: Number(place[0]), id: String(place[1]) }
  const rows = await listImportRows(deps.reader, { before, limit: limit + 1 })
  const imports = rows.slice(0, limit)
  const last = imports.at(-1)
  return { imports, next: rows.length > limit && last ? encodeCursor([last.createdAt, last.id]) : null }
}

/** What is wrong with the lines of an import, in their order. */
export async function listLineFaults(
  deps: Deps,
  input: { readonly importId: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ faults: readonly LineFault[]; next: string | null }> {
  await getUserImport(deps, input.importId)
  const place = input.cursor === undefined ? undefined : readPlace(input.cursor, 'number', 'string')
  const after = place && ([Number(place[0]), String(place[1])] as const)
  const rows = await listFaultRows(deps.reader, input.importId, { after, limit: input.limit + 1 })
  const faults = rows.slice(0, input.limit)
  const last = faults.at(-1)
  return { faults, next: rows.length > input.limit && last ? encodeCursor([last.line, last.field]) : null }
}

/** Writes the users of a checked file; whoever starts it is the actor. Refuses with `conflict` in any other state. */
export async function startUserImport(
  deps: Deps,
  input: { readonly importId: string; readonly quiet: boolean },
  context: EventContext,
): Promise<UserImport> {
  return deps.transaction(async (tx) => {
    const one = await lockImport(tx, deps.locks, input.importId)
    if (!one) throw new Refusal('not_found')
    if (one.state !== 'checked')
      throw new Refusal('conflict', {
        message: `Only a checked import can be started; this one is ${one.state}.`,
      })
    const change = { quiet: input.quiet, context, startedAt: deps.clock.now() }
    await beginWriting(tx, one, change)
    return { ...one, ...change, state: 'running', position: 0, handled: 0 }
  })
}

/** Calls an import off. What is written stays written, and is told. Refuses with `conflict` when it has ended. */
export async function cancelUserImport(
  deps: Deps,
  importId: string,
  context: EventContext,
): Promise<UserImport> {
  return deps.transaction(async (tx) => {
    const one = await lockImport(tx, deps.locks, importId)
    if (!one) throw new Refusal('not_found')
    if (!isOpen(one) || one.state === 'receiving')
      throw new Refusal('conflict', { message: `This import is ${one.state}.` })
    const change = { state: 'cancelled', leaseUntil: null, endedAt: deps.clock.now() } as const
    await changeImport(tx, importId, change)
    if (one.state === 'running') await tellImported(deps, tx, one, context)
    return { ...one, ...change }
  })
}

function readPlace(cursor: string, ...types: readonly ('number' | 'string')[]): readonly (number | string)[] {
  const place = decodeCursor(cursor)
  if (place?.length !== types.length || place.some((part, at) => typeof part !== types[at]))
    throw invalid({ cursor: 'This cursor is not one that this list gave.' })
  return place
}
