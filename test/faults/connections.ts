import { setTimeout as pause } from 'node:timers/promises'
import { onPostgres } from '../support/postgres.ts'
import { withoutNotifications } from '../support/postgres-deaf.ts'
import { until } from '../support/wait.ts'
import type { Fault } from './fault.ts'
import { askerOf } from './people.ts'
import { endConnections, says, startNodes, statusOf, withTraffic } from './several.ts'

const group = 'Several nodes'
const on = 'PostgreSQL'

/** Every connection ends, again and again: statements in the middle, transactions open, listeners. */
export const connectionsEnded: Fault = {
  group,
  on,
  name: 'every connection to the database is ended, ten times',
  async play(stage) {
    // The lease of a request that was answered has to last until the answer could be recorded.
    await stage.endpoint('oa', { fields: { timeoutMs: 15_000 } })
    await startNodes(stage, 2)
    await stage.people.register(10)
    await withTraffic(stage, async () => {
      for (let round = 0; round < 10; round += 1) {
        await pause(400)
        await endConnections(stage, "application_name like 'gatepost%'")
      }
    })
    await stage.still()
    // An answer to COMMIT that got lost is written a second time, under a lease that is over: one attempt more.
    return { unseen: 100 }
  },
}

/** Nobody is connected for long enough to hear of anything: the polls find everything. */
export const listenersDropped: Fault = {
  group,
  on,
  name: 'listeners are dropped again and again, on nodes with one role each',
  settings: { GATEPOST_ROLES: 'web' },
  async play(stage) {
    await stage.endpoint('oa')
    await startNodes(stage, 2, { GATEPOST_ROLES: 'worker' })
    const over = new AbortController()
    let dropped = 0
    const drops = (async () => {
      while (!over.signal.aborted) {
        dropped += await endConnections(stage, "application_name = 'gatepost wake-ups'")
        await pause(50)
      }
    })()
    await stage.people.register(10)
    await stage.people.renameAll(2)
    await stage.still()
    over.abort()
    await drops
    return { also: says([[dropped >= 3, `${dropped} listeners were dropped`]]) }
  },
}

/** Everybody listens, and nothing is ever heard: the polls find everything. */
export const notificationsLost: Fault = {
  group,
  on,
  name: 'no notification arrives, on nodes with one role each',
  settings: { GATEPOST_ROLES: 'web' },
  async play(stage) {
    const oa = await stage.endpoint('oa')
    const deaf = await withoutNotifications(stage.scope, stage.server.file)
    const direct = { DATABASE_DIRECT_URL: deaf.url }
    await stage.server.stop()
    await stage.server.start(direct)
    await startNodes(stage, 2, { ...direct, GATEPOST_ROLES: 'worker' })
    await stage.people.register(10)
    await stage.people.renameAll(2)
    await stage.still()
    const { length } = await oa.arrivals()
    return {
      note: `${deaf.lost()} notifications were lost, ${length} requests arrived`,
      also: says([[deaf.lost() > 0, 'no notification was sent at all']]),
    }
  },
}

/** The servers stay up, say that they are not ready, and go on by themselves. */
export const databaseRestarted: Fault = {
  group,
  on,
  name: 'PostgreSQL is stopped for a while and started again, twice',
  async play(stage) {
    const { cluster } = stage.surroundings
    await stage.endpoint('oa', { fields: { timeoutMs: 2000 }, manners: [{ delayMs: 20 }] })
    await startNodes(stage, 2)
    await stage.people.register(10)
    const seen: number[] = []
    await withTraffic(stage, async () => {
      for (let round = 0; round < 2; round += 1) {
        await pause(1500)
        await cluster?.stop()
        await pause(1500)
        for (const path of ['/readyz', '/healthz', '/login']) seen.push(await statusOf(stage.server, path))
        await cluster?.start()
        await until(
          'every node is ready again',
          async () => {
            const all = [stage.server, ...stage.nodes].map((node) => statusOf(node, '/readyz'))
            return (await Promise.all(all)).every((status) => status === 200)
          },
          { timeoutMs: 30_000 },
        )
      }
    })
    await stage.still()
    return {
      repeats: 40,
      unrecorded: 40,
      unseen: 100,
      also: says([
        [
          seen.filter((_, index) => index % 3 === 0).every((status) => status === 503),
          `/readyz answered ${seen}`,
        ],
        [
          seen.filter((_, index) => index % 3 === 1).every((status) => status === 200),
          `/healthz answered ${seen}`,
        ],
        [seen.every((status) => status !== 500), `a page answered 500: ${seen}`],
      ]),
    }
  },
}

/** Every connection of a small pool waits for a lock: nobody is answered with a fault, and all of it goes on. */
export const poolExhausted: Fault = {
  group,
  on,
  name: 'the pools of three nodes are used up for fifteen seconds',
  settings: { DATABASE_POOL: '2' },
  async play(stage) {
    await stage.endpoint('oa')
    const nodes = [stage.server, ...(await startNodes(stage, 2))]
    await stage.people.register(10)
    const holding = onPostgres(
      stage.server.file,
      'begin; lock table user_sequences in access exclusive mode; select pg_sleep(15); commit',
    )
    await pause(300)
    const changes = stage.people.register(20, 10)
    const asked = nodes.flatMap((node, n) => {
      const ask = askerOf(node.url, stage.key)
      return Array.from({ length: 5 }, (_, k) => ask('POST', '/users', { username: `waits-${n}-${k}` }))
    })
    await pause(2000)
    const during = await Promise.all(nodes.map((node) => statusOf(node, '/readyz')))
    const answers = await Promise.all(asked)
    await holding
    await changes
    await until('all are ready again', async () =>
      (await Promise.all(nodes.map((node) => statusOf(node, '/readyz')))).every((status) => status === 200),
    )
    await stage.still()
    const faults = answers.filter(({ status }) => status !== 201 && status !== 503)
    return {
      also: says([
        [during.every((status) => status === 503), `/readyz answered ${during} while no connection was free`],
        [faults.length === 0, `requests were answered ${faults.map(({ status }) => status)}`],
      ]),
    }
  },
}
