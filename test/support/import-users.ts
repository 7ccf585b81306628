import type { EventContext } from '../../src/domain/event.ts'
import type { UserImport } from '../../src/domain/user-import.ts'
import { carryOnImport, type Hold } from '../../src/usecases/carry-on-import.ts'
import type { Deps } from '../../src/usecases/deps.ts'
import { type ImportInput, receiveUserImport } from '../../src/usecases/receive-user-import.ts'
import { getUserImport, listLineFaults } from '../../src/usecases/user-imports.ts'
import { byOperator } from './accounts.ts'

/** A text as it comes over the wire, in pieces that end anywhere. */
export async function* pieces(text: string | Buffer, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Takes a file in; nothing of it is checked yet. */
export function receive(
  deps: Deps,
  text: string | Buffer,
  { startsItself = false, quiet = false, fileName = 'people.csv' }: Partial<Omit<ImportInput, 'chunks'>> = {},
  context: EventContext = byOperator,
): Promise<UserImport> {
  const size = Math.max(7, Math.ceil(text.length / 50))
  return receiveUserImport(deps, { chunks: pieces(text, size), startsItself, quiet, fileName }, context)
}

/** The steps of the job until there is nothing left to do. */
export async function workOff(deps: Deps): Promise<void> {
  let hold: Hold | undefined
  do hold = await carryOnImport(deps, hold)
  while (hold)
}

export interface Outcome {
  readonly done: UserImport
  /** `3 email What is wrong.` */
  readonly faults: readonly string[]
}

export async function outcomeOf(deps: Deps, importId: string): Promise<Outcome> {
  const { faults } = await listLineFaults(deps, { importId, limit: 1000 })
  return {
    done: await getUserImport(deps, importId),
    faults: faults.map(({ line, field, problem }) => `${line} ${field} ${problem}`),
  }
}

/** Imports a file from beginning to end. */
export async function importFile(
  deps: Deps,
  text: string | Buffer,
  options: Parameters<typeof receive>[2] = {},
  context?: EventContext,
): Promise<Outcome> {
  const { id } = await receive(deps, text, { startsItself: true, ...options }, context)
  await workOff(deps)
  return outcomeOf(deps, id)
}
