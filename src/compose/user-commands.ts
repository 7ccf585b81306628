import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { StartError } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { isMoving, type LineFault, type UserImport } from '../domain/user-import.ts'
import type { Env } from '../hooks/contract.ts'
import { carryOnImport, type Hold } from '../usecases/carry-on-import.ts'
import type { Deps } from '../usecases/deps.ts'
import { type ExportInput, exportUsers } from '../usecases/export-users.ts'
import { receiveUserImport } from '../usecases/receive-user-import.ts'
import { removeImport } from '../usecases/remove-import.ts'
import { getUserImport, listLineFaults } from '../usecases/user-imports.ts'
import { withInstallation } from './commands.ts'

const context: EventContext = { actor: { type: 'cli' } }
/** How long to look away while a server beside this command works on the import. */
const LOOK_MS = 200

export interface ImportOptions {
  readonly file: string
  readonly dryRun: boolean
  readonly quiet: boolean
  /** Told of every step. */
  readonly progress: (one: UserImport) => void
  /** Told of every fault, in the order of the lines. */
  readonly fault: (fault: LineFault) => void
}

/**
 * Imports a file of users from the command line and waits for the end. A server beside it may do the work; after a
 * kill of this command it does the rest.
 */
export function importUsers(env: Env, options: ImportOptions): Promise<UserImport> {
  return withInstallation(env, async ({ deps }) => {
    const chunks = createReadStream(options.file)
    const fileName = basename(options.file)
    const { dryRun, quiet } = options
    const { id } = await receiveUserImport(
      deps,
      { chunks, fileName, startsItself: !dryRun, quiet },
      context,
    ).catch((error) => {
      throw readable(error, options.file)
    })
    const ended = await waitForEnd(deps, id, options.progress)
    await tellFaults(deps, id, options.fault)
    if (dryRun) await removeImport(deps, id)
    return ended
  })
}

async function waitForEnd(
  deps: Deps,
  importId: string,
  progress: (one: UserImport) => void,
): Promise<UserImport> {
  let hold: Hold | undefined
  for (;;) {
    hold = await carryOnImport(deps, hold, importId)
    const one = await getUserImport(deps, importId)
    progress(one)
    if (!isMoving(one)) return one
    if (!hold) await pause(LOOK_MS)
  }
}

async function tellFaults(deps: Deps, importId: string, tell: (fault: LineFault) => void): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await listLineFaults(deps, { importId, cursor, limit: 500 })
    page.faults.forEach(tell)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/** Writes all users to a file that is not there yet, for its owner alone, or to what `write` leads to. */
export function exportUsersTo(
  env: Env,
  target: { readonly file: string } | { readonly write: (text: string) => Promise<void> },
  input: ExportInput,
): Promise<void> {
  return withInstallation(env, async ({ deps }) => {
    if ('write' in target) {
      for await (const text of await exportUsers(deps, input, context)) await target.write(text)
      return
    }
    // Opened first: nothing is recorded for a file that cannot be written.
    const file = await open(target.file, 'wx', 0o600).catch((error) => {
      throw readable(error, target.file)
    })
    try {
      for await (const text of await exportUsers(deps, input, context)) await file.write(text)
    } finally {
      await file.close()
    }
  })
}

/** What the file system refused, in a sentence. */
function readable(error: unknown, file: string): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return new StartError(`There is no file ${file}.`)
  if (code === 'EEXIST') return new StartError(`${file} is there already. Name a new file.`)
  if (code === 'EACCES' || code === 'EISDIR' || code === 'EPERM')
    return new StartError(`${file} cannot be opened (${code}).`)
  return error
}
