import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ROOT } from '../support/child.ts'
import { onPostgres } from '../support/postgres.ts'
import { readRows } from '../support/rows.ts'
import { until } from '../support/wait.ts'
import { copyBuild, NEXT_RELEASE } from './build.ts'
import type { Fault } from './fault.ts'
import type { FaultServer } from './server.ts'
import type { Stage } from './stage.ts'

const group = 'Several nodes'
const on = 'PostgreSQL'
/** Five seconds of slack, and a sweep that comes every five, give or take a fifth. */
const TAKEN_OVER_MS = 5000 + 6000
/** What a busy machine may add to that. */
const LATE_MS = 4000

/** People who are made and renamed while `work` runs. */
async function withTraffic(stage: Stage, work: () => Promise<void>): Promise<void> {
  const over = new AbortController()
  const traffic = stage.people.keepChanging(over.signal, 10)
  try {
    await work()
  } finally {
    over.abort()
    await traffic
  }
}

async function startNodes(stage: Stage, count: number): Promise<FaultServer[]> {
  const nodes = await Promise.all(Array.from({ length: count }, () => stage.addNode()))
  await Promise.all(nodes.map((node) => node.start()))
  return nodes
}

const says = (sentences: readonly (readonly [boolean, string])[]): string[] =>
  sentences.filter(([holds]) => !holds).map(([, words]) => words)

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
  name: 'the wall clock of one node is an hour ahead',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ delayMs: 4000 }] })
    const node = await stage.addNode({}, ['--import', join(ROOT, 'test/faults/clock-ahead.mjs')])
    await node.start()
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

/** Every connection ends, again and again: statements in the middle, transactions open, listeners. */
export const connectionsEnded: Fault = {
  group,
  on,
  name: 'every connection to the database is ended, ten times',
  async play(stage) {
    await stage.endpoint('oa', { fields: { timeoutMs: 2000 } })
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

/** With nobody to hear of them, notifications are as good as lost: the polls find everything. */
export const notHeard: Fault = {
  group,
  on,
  name: 'no notification is heard, on nodes with one role each',
  settings: { GATEPOST_ROLES: 'web' },
  async play(stage) {
    await stage.endpoint('oa')
    const worker = await stage.addNode({ GATEPOST_ROLES: 'worker' })
    await worker.start()
    const over = new AbortController()
    const deaf = (async () => {
      while (!over.signal.aborted) {
        await endConnections(stage, "application_name = 'gatepost wake-ups'")
        await pause(50)
      }
    })()
    await stage.people.register(10)
    await stage.people.renameAll(2)
    await stage.still()
    over.abort()
    await deaf
    return {}
  },
}

async function endConnections(stage: Stage, which: string): Promise<void> {
  await onPostgres(
    stage.surroundings.cluster?.url ?? '',
    `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
     and datname = '${new URL(stage.server.file).pathname.slice(1)}' and ${which}`,
  )
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

async function statusOf(node: FaultServer, path: string): Promise<number> {
  const response = await fetch(`${node.url}${path}`, { signal: AbortSignal.timeout(15_000) })
  await response.body?.cancel()
  return response.status
}

/** Every connection of a small pool waits for a lock: nobody is answered with a fault, and all of it goes on. */
export const poolExhausted: Fault = {
  group,
  on,
  name: 'the pool is used up for fifteen seconds',
  settings: { DATABASE_POOL: '2' },
  async play(stage) {
    await stage.endpoint('oa')
    await stage.people.register(10)
    const holding = onPostgres(
      stage.server.file,
      'begin; lock table user_sequences in access exclusive mode; select pg_sleep(15); commit',
    )
    await pause(300)
    const changes = stage.people.register(20, 10)
    await pause(2000)
    const during = await statusOf(stage.server, '/readyz')
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, n) => stage.ask('POST', '/users', { username: `waits-${n}` })),
    )
    await holding
    await changes
    await until('it is ready again', async () => (await statusOf(stage.server, '/readyz')) === 200)
    await stage.still()
    const faults = answers.filter(({ status }) => status !== 201 && status !== 503)
    return {
      also: says([
        [during === 503, `/readyz answered ${during} while no connection was free`],
        [faults.length === 0, `requests were answered ${faults.map(({ status }) => status)}`],
      ]),
    }
  },
}

/** Old and new side by side over one migration that only adds. */
export const rollingUpgrade: Fault = {
  group,
  on,
  name: 'a rolling upgrade: nodes of two releases on one database',
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 30 }] })
    const [second] = await startNodes(stage, 1)
    const next = copyBuild(stage.scope, NEXT_RELEASE)
    await withTraffic(stage, async () => {
      await pause(1000)
      await second?.stop()
      await second?.start({}, next)
      await pause(2000)
      await stage.server.stop()
      await stage.server.start({}, next)
      await pause(1000)
    })
    await stage.still()
    const [row] = await readRows(
      stage.server.file,
      'select count(next_release) as n from webhooks_deliveries',
    )
    return { also: says([[Number(row?.n) > 0, 'the migration of the next release was not run']]) }
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

/** Everything that waits goes along, and goes out from there: once. */
export const movedOver: Fault = {
  group,
  on,
  name: 'moved from SQLite with deliveries waiting',
  settings: { DATABASE_URL: '' },
  async play(stage) {
    const { server } = stage
    const oa = await stage.endpoint('oa', { manners: [{ status: 503 }] })
    await stage.endpoint('well')
    await stage.people.register(20)
    await stage.people.renameAll(2)
    await stage.arrived(40)
    await pause(500)
    const early = await server.cli('migrate', '--to', server.file).catch(String)
    await server.stop()
    const words = await server.cli('migrate', '--to', server.file)
    const again = await server.cli('migrate', '--to', server.file).catch(String)
    const [row] = await readRows(
      server.file,
      `select count(*) as n from webhooks_deliveries where state in ('held', 'pending')`,
    )
    const waiting = Number(row?.n)
    await oa.script({})
    await server.start({ DATABASE_URL: server.file })
    await stage.people.renameAll()
    await stage.still()
    return {
      also: says([
        [/Another Gatepost server is running/.test(early), `beside the server it said: ${early}`],
        [/^webhooks_deliveries: \d+ rows/m.test(words), `it said: ${words}`],
        [/There is no SQLite installation/.test(again), `the second time it said: ${again}`],
        [waiting > 0, 'nothing waited when it was moved'],
      ]),
    }
  },
}

export const nodes: readonly Fault[] = [
  rolesApart,
  killedAgainAndAgain(120),
  clockAhead,
  connectionsEnded,
  notHeard,
  databaseRestarted,
  poolExhausted,
  rollingUpgrade,
  stoppedByTurns,
  movedOver,
]
