import { existsSync, readdirSync, statSync } from 'node:fs'
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

interface Sample {
  readonly heap: number
  readonly handles: number
  readonly file: number
}

/** Deliveries in batches with retention running: what is held at the end against what was held near the beginning. */
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
  const began = performance.now()
  const batches = Math.ceil(deliveries / BATCH)
  for (let batch = 0; batch < batches; batch++) {
    await seedEvents(stage.server.file, {
      type: 'user.updated',
      users: USERS,
      each: EVENTS_OF_EACH,
      name: 'steady',
      before: batch * EVENTS_OF_EACH,
      at: stage.server.now(),
    })
    await stage.still({ leap: false, timeoutMs: 300_000 })
    const { heapBytes, resources } = await inspector.measure()
    const sample = {
      heap: heapBytes,
      handles: resources + openFiles(stage.server.pid()),
      file: sizeOf(stage.server.file) + sizeOf(`${stage.server.file}-wal`),
    }
    samples.push(sample)
    // Days pass here in minutes, and the sweep of the log does not come more often for that: each quarter sees one.
    if ((batch + 1) % Math.ceil(batches / 4) === 0)
      await until('the sweep has removed what is old', () => swept(stage), {
        timeoutMs: 900_000,
        everyMs: 1000,
      })
    stage.server.moveTo(stage.server.now() + LEAP_MS)
    if (batch % 10 === 9)
      tell(
        `${(batch + 1) * BATCH} of ${batches * BATCH} deliveries, heap ${megabytes(sample.heap)}, ${sample.handles} handles, file ${megabytes(sample.file)}`,
      )
  }
  const seconds = (performance.now() - began) / 1000
  const { body } = await stage.ask('GET', '/ledger')
  const { balanced, total } = body as {
    balanced: boolean
    total: { owed: number; removed: { delivered: number } }
  }
  const compare = (
    name: string,
    pick: (sample: Sample) => number,
    show: (value: number) => string,
  ): Figure => {
    const [second, last] = [quarter(samples, 2), quarter(samples, 4)].map((part) =>
      Math.max(...part.map(pick)),
    )
    const [early, late] = [second ?? 0, last ?? 0]
    return {
      name: `${name}, the most of the last quarter against the second`,
      value: `${show(late)} against ${show(early)}, ${(late / early).toFixed(2)} times`,
      demand: 'at most 1.1 times',
      met: late <= 1.1 * early,
    }
  }
  return [
    {
      name: `${(batches * BATCH).toLocaleString('en')} deliveries with retention`,
      value: `${total.owed.toLocaleString('en')} owed, ${total.removed.delivered.toLocaleString('en')} removed, ledger ${balanced ? 'balanced' : 'out of balance'}, ${Math.round((batches * BATCH) / seconds)} a second`,
      demand: 'all owed, some removed, balanced',
      met: balanced && total.owed === batches * BATCH && total.removed.delivered > 0,
    },
    compare('heap after collection', ({ heap }) => heap, megabytes),
    compare(
      'handles',
      ({ handles }) => handles,
      (value) => value.toFixed(0),
    ),
    compare('file size', ({ file }) => file, megabytes),
  ]
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
