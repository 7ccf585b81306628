import { setTimeout as pause } from 'node:timers/promises'
import type { Scope } from '../support/scope.ts'
import { type Fault, NotPlayable } from './fault.ts'
import type { Expectation, Row } from './row.ts'
import { Stage } from './stage.ts'
import type { Surroundings } from './surroundings.ts'

/** A fault that ends neither well nor badly within this time has failed. */
const LONGEST_MS = 15 * 60_000
let played = 0

/** Plays one fault on a stage of its own, and answers its rows. Throws nothing: what goes wrong is a row too. */
export async function playFault(fault: Fault, surroundings: Surroundings): Promise<Row[]> {
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 100) / 10
  const scope = ownScope()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${LONGEST_MS / 60_000} minutes`)), LONGEST_MS)
  })
  try {
    played += 1
    const label = `f${played}`
    const rows = await Promise.race([late, play(fault, scope, surroundings, label)])
    return rows.map((row) => ({ ...row, seconds: seconds() }))
  } catch (error) {
    if (error instanceof NotPlayable)
      return [{ ...brokenRow(fault, []), notPlayed: error.message, seconds: seconds() }]
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return [{ ...brokenRow(fault, [message]), seconds: seconds() }]
  } finally {
    clearTimeout(timer)
    await scope.close()
  }
}

async function play(fault: Fault, scope: Scope, surroundings: Surroundings, label: string) {
  const data = await fault.prepare?.(scope)
  const database = await surroundings.cluster?.newDatabase()
  const stage = await Stage.open(scope, surroundings, label, {
    settings: fault.settings ?? {},
    ...(data ? { data } : {}),
    ...(database ? { database } : {}),
  })
  let wanted: Expectation | readonly Expectation[]
  try {
    wanted = await fault.play(stage)
  } catch (cause) {
    await pause(200)
    throw new Error(`${cause}; the server printed at last:\n${stage.output().slice(-2000)}`, { cause })
  }
  const rows = await stage.verdicts('length' in wanted ? wanted : [wanted])
  return rows.map((row) => ({ ...row, group: fault.group, name: row.name || fault.name }))
}

function ownScope(): Scope & { close(): Promise<void> } {
  const cleanUps: (() => void | Promise<void>)[] = []
  return {
    after: (cleanUp) => void cleanUps.push(cleanUp),
    async close() {
      for (const cleanUp of cleanUps.reverse()) await cleanUp()
    },
  }
}

function brokenRow({ group, name }: Fault, faults: readonly string[]): Omit<Row, 'seconds'> {
  return {
    group,
    name,
    events: 0,
    lost: 0,
    repeats: 0,
    inOrder: false,
    dead: { expected: 0, seen: 0 },
    skipped: { expected: 0, seen: 0 },
    headless: 0,
    held: {},
    faults,
  }
}
