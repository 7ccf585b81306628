import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ROOT } from '../support/child.ts'
import { readRows } from '../support/rows.ts'
import {
  connectionsEnded,
  databaseRestarted,
  listenersDropped,
  notificationsLost,
  poolExhausted,
} from './connections.ts'
import type { Fault } from './fault.ts'
import type { FaultServer } from './server.ts'
import { says, startNodes, withTraffic } from './several.ts'
import type { Stage } from './stage.ts'
import { movedOver, rollingUpgrade } from './upgrades.ts'

const group = 'Several nodes'
const on = 'PostgreSQL'
/** Five seconds of slack, and a sweep that comes every five, give or take a fifth. */
const TAKEN_OVER_MS = 5000 + 6000
/** What a busy machine may add to that. */
const LATE_MS = 4000

/** A request is taken by one process and sent by another; what people ask of the first wakes the second. */
export const rolesApart: Fault = {
  group,
  on,
  name: 'one node answers requests, another one sends',
  settings: { GATEPOST_ROLES: 'web' },
  async play(stage) {
    const oa = await stage.endpoint('oa')
    await stage.people.register(10)
    await pause(1500)
    const before = await oa.count()
    const worker = await stage.addNode({ GATEPOST_ROLES: 'worker' })
    await worker.start()
    await stage.people.renameAll()
    await stage.still()
    const { body } = await stage.ask('GET', '/deliveries?limit=1')
    const [delivery] = (body as { data: { id: string }[] }).data
    const sent = await oa.count()
    const { status } = await stage.ask('POST', `/deliveries/${delivery?.id}/resend`)
    await stage.still()
    return {
      repeats: 1,
      also: says([
        [before === 0, `${before} requests left the node that only answers`],
        [status < 300, `the resend was answered ${status}`],
        [(await oa.count()) === sent + 1, 'the resend did not reach the node that sends'],
      ]),
    }
  },
}

/** One node of three dies every few seconds, and comes back; the others take its deliveries over. */
export const killedAgainAndAgain = (seconds: number): Fault => ({
  group,
  on,
  name: `one of three nodes is killed every few seconds, for ${seconds} s`,
  async play(stage) {
    const fields = { timeoutMs: 2000 }
    for (let n = 0; n < 3; n += 1) await stage.endpoint(`oa ${n}`, { fields, manners: [{ delayMs: 40 * n }] })
    await stage.people.register(20)
    const nodes = [stage.server, ...(await startNodes(stage, 2))]
    let underWay = 0
    let kills = 0
    let overdue = 0
    const watch = setInterval(() => {
      longestOverdue(stage).then(
        (ms) => {
          overdue = Math.max(overdue, ms)
        },
        () => {},
      )
    }, 500)
    try {
      await withTraffic(stage, async () => {
        const end = performance.now() + seconds * 1000
        while (performance.now() < end) {
          await pause(2500)
          const node = nodes[kills % nodes.length] as FaultServer
          await node.kill()
          underWay += await stage.leased()
          kills += 1
          await pause(500)
          await node.start()
        }
      })
      await stage.still()
    } finally {
      clearInterval(watch)
    }
    return {
      repeats: underWay,
      unrecorded: underWay,
      note: `${kills} kills; a lease stood for ${Math.round(overdue / 100) / 10} s at most after its end`,
      also: says([
        [kills >= Math.floor(seconds / 10), `${kills} kills in ${seconds} s`],
        [overdue <= TAKEN_OVER_MS - 5000 + LATE_MS, `a lease stood for ${overdue} ms after its end`],
      ]),
    }
  },
})

/** Milliseconds since the end of the lease that ended first and still stands. */
async function longestOverdue(stage: Stage): Promise<number> {
  const [row] = await readRows(
    stage.server.file,
    `select extract(epoch from clock_timestamp()) * 1000 - min(lease_until) as ms
     from webhooks_deliveries where state = 'leased'`,
  )
  return Math.max(0, Number(row?.ms ?? 0))
}

/** A node that goes by its own wall clock would take everybody's leases for ended, and send a second time. */
export const clockAhead: Fault = {
  group,
  on,
  name: 'the wall clock of one node of three is an hour ahead',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ delayMs: 4000 }] })
    const node = await stage.addNode({}, ['--import', join(ROOT, 'test/faults/clock-ahead.mjs')])
    await Promise.all([node.start(), startNodes(stage, 1)])
    await stage.people.register(30)
    await stage.arrived(30)
    // Longer than a sweep: by now the node has looked for leases that ended.
    await pause(6500)
    await oa.script({}, { status: 500 }, {})
    await stage.people.renameAll()
    await stage.still({ leap: false })
    const wrong = (await oa.arrivals()).filter(({ at, timestamp }) => Math.abs(at / 1000 - timestamp) > 60)
    return {
      repeats: 0,
      also: says([[wrong.length === 0, `${wrong.length} requests tell a time that is not theirs`]]),
    }
  },
}

/** SIGTERM by turns under load: nothing is sent twice, and no lease is left behind. */
export const stoppedByTurns: Fault = {
  group,
  on,
  name: 'three nodes are stopped and started by turns',
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 300 }] })
    const hanging = await stage.endpoint('hanging', { manners: [{ act: 'hang' }] })
    const nodes = [stage.server, ...(await startNodes(stage, 2))]
    const took: number[] = []
    await withTraffic(stage, async () => {
      for (const node of nodes) {
        await pause(1000)
        took.push(await node.stop())
        await node.start()
      }
    })
    await hanging.script({})
    await stage.still()
    return {
      repeats: 0,
      also: says([
        [took.every((ms) => ms < 12_000), `stopping took ${took.map(Math.round)} ms`],
        [!stage.output().includes('did not end within its grace'), 'a node did not end within its grace'],
        [!stage.output().includes('taken over'), 'a lease was left behind'],
      ]),
    }
  },
}

export const nodes: readonly Fault[] = [
  rolesApart,
  killedAgainAndAgain(120),
  clockAhead,
  connectionsEnded,
  listenersDropped,
  notificationsLost,
  databaseRestarted,
  poolExhausted,
  rollingUpgrade,
  stoppedByTurns,
  movedOver,
]
