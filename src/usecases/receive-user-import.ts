import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { readUserFile } from '../domain/user-file.ts'
import type { UserImport } from '../domain/user-import.ts'
import type { ReadLine } from '../domain/user-line.ts'
import { checkLine } from '../domain/user-profile.ts'
import { insertSlices } from '../repositories/user-import-lines.ts'
import { changeImport, insertImport } from '../repositories/user-imports.ts'
import type { Deps } from './deps.ts'
import { removeImport } from './remove-import.ts'

/** Users written in one transaction: a sign-in has several of its own, and waits for one of these before each. */
const LINES_OF_A_SLICE = 25
/** Slices of an upload written in one transaction. */
const SLICES_AT_ONCE = 20
const MOST_LINES = 1_000_000
const MOST_BYTES = 512 * 1024 * 1024
/** An upload that brought nothing for so long has broken off. */
const UPLOAD_LEASE_MS = 10 * 60_000

export interface ImportInput {
  /** The file, piece by piece. */
  readonly chunks: AsyncIterable<Uint8Array>
  readonly fileName: string | null
  /** Whether to go on after the check; otherwise it is a dry run until somebody starts it. */
  readonly startsItself: boolean
  readonly quiet: boolean
}

/**
 * Takes in a file of users, whatever its size, and leaves its lines for the job to check. Refuses with `invalid`
 * (file) what is no file of users as a whole; then nothing is kept.
 */
export async function receiveUserImport(
  deps: Deps,
  { chunks, fileName, startsItself, quiet }: ImportInput,
  context: EventContext,
): Promise<UserImport> {
  const { format, lines } = await readUserFile(bounded(chunks))
  const now = deps.clock.now()
  const one: UserImport = {
    id: deps.id('imp'),
    state: 'receiving',
    format,
    fileName: shownName(fileName),
    quiet,
    startsItself,
    lines: 0,
    handled: 0,
    created: 0,
    bad: 0,
    slices: 0,
    position: 0,
    token: 0,
    leaseUntil: now + UPLOAD_LEASE_MS,
    context,
    createdAt: now,
    startedAt: null,
    endedAt: null,
  }
  await deps.transaction((tx) => insertImport(tx, one))
  try {
    return await keepLines(deps, one, lines)
  } catch (error) {
    await removeImport(deps, one.id)
    throw error
  }
}

async function keepLines(deps: Deps, one: UserImport, lines: AsyncIterable<ReadLine>): Promise<UserImport> {
  let [count, slices] = [0, 0]
  let waiting: ReadLine[] = []
  const flush = async (change: Partial<UserImport>) => {
    const parts = Array.from({ length: Math.ceil(waiting.length / LINES_OF_A_SLICE) }, (_, n) =>
      waiting.slice(n * LINES_OF_A_SLICE, (n + 1) * LINES_OF_A_SLICE),
    )
    const from = slices
    slices += parts.length
    waiting = []
    await deps.transaction(async (tx) => {
      await insertSlices(tx, one.id, from, parts)
      await changeImport(tx, one.id, { lines: count, slices, ...change })
    })
  }
  for await (const line of lines) {
    count += 1
    if (count > MOST_LINES)
      throw invalid({ file: `A file has at most ${MOST_LINES.toLocaleString('en')} lines. Divide it.` })
    waiting.push(line)
    if (waiting.length === LINES_OF_A_SLICE * SLICES_AT_ONCE)
      await flush({ leaseUntil: deps.clock.now() + UPLOAD_LEASE_MS })
  }
  if (count === 0) throw invalid({ file: 'There is no user in this file.' })
  const checking = { state: 'checking', leaseUntil: null } as const
  await flush(checking)
  return { ...one, ...checking, lines: count, slices }
}

async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MOST_BYTES)
      throw new Refusal('too_large', { message: 'A file of users has at most 512 MiB. Divide it.' })
    yield chunk
  }
}

/** A name that can be shown; what a browser sends as one is the sender's own. */
function shownName(fileName: string | null): string | null {
  const name = fileName?.split(/[\\/]/).at(-1)?.trim().slice(0, 200) ?? ''
  return name === '' || 'fault' in checkLine(name, 200) || /\p{Cs}/u.test(name) ? null : name
}
