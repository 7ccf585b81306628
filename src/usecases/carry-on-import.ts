import { isMoving, type UserImport } from '../domain/user-import.ts'
import type { Tx } from '../repositories/connection.ts'
import { findFieldDefinitions } from '../repositories/custom-fields.ts'
import { readSlice } from '../repositories/user-import-lines.ts'
import {
  anyFreeImport,
  changeImport,
  claimImport,
  findImport,
  lockImport,
} from '../repositories/user-imports.ts'
import { checkImportSlice } from './check-import-slice.ts'
import { checkUserLine } from './check-user-line.ts'
import type { Deps } from './deps.ts'
import { endImportPhase } from './end-import-phase.ts'
import { apart } from './judge-imported.ts'
import { writeImportSlice } from './write-import-slice.ts'

/** Many times what a step takes; a step that takes longer is refused by its fence. */
const LEASE_MS = 15_000

/** An import that this process works on. */
export interface Hold {
  readonly importId: string
  readonly token: number
}

/**
 * One step of an import: takes the oldest that nobody works on, then deals with one slice of its lines. Each step is
 * one short transaction that moves the position along, so that a process that dies leaves no line half done, and no
 * line is done twice. Answers what to go on with; undefined when there is nothing to do. `only`: that import alone.
 */
export async function carryOnImport(
  deps: Deps,
  hold: Hold | undefined,
  only?: string,
): Promise<Hold | undefined> {
  const mine = hold ?? (await takeOne(deps, only))
  if (!mine) return undefined
  const one = await findImport(deps.reader, mine.importId)
  if (!one || !isMoving(one) || one.token !== mine.token) return undefined
  const went =
    one.position < one.slices
      ? await dealWithSlice(deps, one)
      : await step(deps, one, (tx, current) => endImportPhase(deps, tx, current))
  return went ? mine : undefined
}

/** Gives an import back that is not done, so that others need not wait for the lease to run out. */
export async function letGoOfImport(deps: Deps, { importId, token }: Hold): Promise<void> {
  await deps.transaction(async (tx) => {
    const current = await lockImport(tx, deps.locks, importId)
    if (current?.token === token) await changeImport(tx, importId, { leaseUntil: null })
  })
}

async function takeOne(deps: Deps, only?: string): Promise<Hold | undefined> {
  const now = deps.clock.now()
  // A look costs nothing; a transaction would wait its turn.
  if (!(await anyFreeImport(deps.reader, now, only))) return undefined
  const taken = await deps.transaction((tx) =>
    claimImport(tx, deps.locks, { now, leaseUntil: now + LEASE_MS, ...(only === undefined ? {} : { only }) }),
  )
  return taken && { importId: taken.id, token: taken.token }
}

async function dealWithSlice(deps: Deps, one: UserImport): Promise<boolean> {
  const lines = await readSlice(deps.reader, one.id, one.position)
  const definitions = await findFieldDefinitions(deps.reader)
  const judged = apart(lines.map((line) => checkUserLine(deps, one.format, line, definitions)))
  const deal = one.state === 'checking' ? checkImportSlice : writeImportSlice
  return step(deps, one, async (tx, current) => {
    const range = { first: lines[0]?.line ?? 0, last: lines.at(-1)?.line ?? 0 }
    const { created, moreBad } = await deal(deps, tx, current, judged, range)
    await changeImport(tx, current.id, {
      position: current.position + 1,
      handled: current.handled + lines.length,
      created: current.created + created,
      bad: current.bad + moreBad,
      leaseUntil: deps.clock.now() + LEASE_MS,
    })
  })
}

/** Runs `work` unless somebody else has moved the import on meanwhile; answers whether it ran. */
async function step(
  deps: Deps,
  seen: UserImport,
  work: (tx: Tx, current: UserImport) => Promise<void>,
): Promise<boolean> {
  return deps.transaction(async (tx) => {
    const current = await lockImport(tx, deps.locks, seen.id)
    const same =
      current?.token === seen.token && current.state === seen.state && current.position === seen.position
    if (!current || !same) return false
    await work(tx, current)
    return true
  })
}
