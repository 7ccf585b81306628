import { existsSync, readdirSync, statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { seedEvents } from '../../test/faults/seed.ts'
import { Stage } from '../../test/faults/stage.ts'
import type { Surroundings } from '../../test/faults/surroundings.ts'
import { freePort } from '../../test/support/child.ts'
import { readRows } from '../../test/support/rows.ts'
import type { Scope } from '../../test/support/scope.ts'
import { until } from '../../test/support/wait.ts'
import type { Figure } from './figure.ts'
import { inspect } from './inspector.ts'

const USERS = 1000
const EVENTS_OF_EACH = 5
const ENDPOINTS = 2
const BATCH = USERS * EVENTS_OF_EACH * ENDPOINTS
/** The clock is moved so far between two batches: with a retention of a day, about eight of them are kept. */
const LEAP_MS = 3 * 3_600_000
const DAY_MS = 24 * 3_600_000
/** Connections that a receiver offers to keep for 30 s are closed after so long; what is open then is held for good. */
const REST_MS = 35_000
/** A machine on which it takes longer measures something else. */
const LONGEST_MS = 45 * 60_000
const SWEEP = { timeoutMs: 900_000, everyMs: 1000 }

interface Sample {
  readonly heap: number
  readonly file: number
}

/**
 * Deliveries in batches with retention running: what is held at the end against what was held near the beginning. A
 * million take a quarter of an hour or more, since the log is swept every five minutes; after 45 minutes it throws.
 */
export async function measureSteadyLoad(
  scope: Scope,
  surroundings: Surroundings,
  deliveries: number,
  tell: (words: string) => void,
): Promise<Figure[]> {
  const inspectAt = await freePort()
  const stage = await Stage.open(scope, surroundings, 'steady', {
    settings: { GATEPOST_WEBHOOK_RETENTION_DAYS: '1' },
    flags: [`--inspect=127.0.0.1:${inspectAt}`],
  })
  const inspector = await inspect(inspectAt)
  scope.after(() => inspector.close())
  for (let n = 0; n < ENDPOINTS; n++) {
    const oa = await stage.endpoint(`oa ${n}`, { events: ['user.updated'] })
    await stage.receiver.script(oa.path, { manners: [{}], counted: true })
  }
  const samples: Sample[] = []
  /** At the end of the second and of the last quarter, at rest. */
  const handles: number[] = []
  const began = performance.now()
  const batches = Math.ceil(deliveries / BATCH / 4) * 4
  for (let batch = 1; batch <= batches; batch++) {
    await seedEvents(stage.server.file, {
      type: 'user.updated',
      users: USERS,
      each: EVENTS_OF_EACH,
      name: 'steady',
      before: (batch - 1) * EVENTS_OF_EACH,
      at: stage.server.now(),
    })
    await stage.still({ leap: false, timeoutMs: 300_000 })
    const { heapBytes } = await inspector.measure()
    const file = sizeOf(stage.server.file) + sizeOf(`${stage.server.file}-wal`)
    samples.push({ heap: heapBytes, file })
    if (batch % 10 === 0)
      tell(
        `${batch * BATCH} of ${batches * BATCH} deliveries after ${Math.round((performance.now() - began) / 1000)} s, heap ${megabytes(heapBytes)}, file ${megabytes(file)}`,
      )
    if (performance.now() - began > LONGEST_MS)
      throw new Error(`only ${batch * BATCH} deliveries in ${LONGEST_MS / 60_000} minutes`)
    const quarters = batch / (batches / 4)
    // Days pass here in minutes, and the sweep of the log does not come more often for that: each quarter sees one.
    if (Number.isInteger(quarters) && quarters < 4)
      await until('what is old is removed', () => swept(stage), SWEEP)
    if (quarters === 2 || quarters === 4) {
      await pause(REST_MS)
      handles.push((await inspector.measure()).resources + openFiles(stage.server.pid()))
    }
    stage.server.moveTo(stage.server.now() + LEAP_MS)
  }
  const seconds = (performance.now() - began) / 1000
  const { body } = await stage.ask('GET', '/ledger')
  const { balanced, total } = body as {
    balanced: boolean
    total: { owed: number; removed: { delivered: number } }
  }
  const most = (which: 2 | 4, pick: (sample: Sample) => number) =>
    Math.max(...quarter(samples, which).map(pick))
  const held = (what: keyof Sample): readonly [number, number] => [
    most(2, (sample) => sample[what]),
    most(4, (sample) => sample[what]),
  ]
  return [
    {
      name: `${(batches * BATCH).toLocaleString('en')} deliveries with retention`,
      value: `${total.owed.toLocaleString('en')} owed, ${total.removed.delivered.toLocaleString('en')} removed, ledger ${balanced ? 'balanced' : 'out of balance'}, ${Math.round(seconds)} s`,
      demand: 'all owed, some removed, balanced',
      met: balanced && total.owed === batches * BATCH && total.removed.delivered > 0,
    },
    flat('heap after collection, the most of the last quarter against the second', held('heap'), megabytes),
    flat('file size, the most of the last quarter against the second', held('file'), megabytes),
    flat('handles at rest, after the last quarter against the second', [handles[0] ?? 0, handles[1] ?? 0]),
  ]
}

function flat(
  name: string,
  [early, late]: readonly [number, number],
  show: (value: number) => string = String,
): Figure {
  return {
    name,
    value: `${show(late)} against ${show(early)}, ${(late / early).toFixed(2)} times`,
    demand: 'at most 1.1 times',
    met: late <= 1.1 * early,
  }
}

/** Whether no event is left that is older than the retention and a little more. */
async function swept(stage: Stage): Promise<boolean> {
  const [row] = await readRows(stage.server.file, 'select min(at) as at from events')
  return Number(row?.at) > stage.server.now() - DAY_MS - 2 * LEAP_MS
}

function quarter<T>(all: readonly T[], which: 1 | 2 | 3 | 4): T[] {
  return all.slice(Math.floor((all.length * (which - 1)) / 4), Math.floor((all.length * which) / 4))
}

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : 0)

/** Files and sockets of a process; 0 where the system does not tell. */
function openFiles(pid: number): number {
  const folder = `/proc/${pid}/fd`
  return existsSync(folder) ? readdirSync(folder).length : 0
}
