import { setTimeout as pause } from 'node:timers/promises'
import { readRows } from '../support/rows.ts'
import { until } from '../support/wait.ts'
import type { Fault } from './fault.ts'
import { importBesideSignIns } from './imports.ts'
import { percentile } from './percentile.ts'
import { seedEvents } from './seed.ts'
import type { Endpoint, Stage } from './stage.ts'

const group = 'Fairness and load'

export interface Size {
  readonly healthy: number
  /** Deliveries that wait behind the endpoint that hangs. */
  readonly waiting: number
  /** How often the undisturbed and the disturbed stretch take turns. */
  readonly turns: number
  /** Of each stretch. */
  readonly stretchMs: number
  /** How long a request hangs. */
  readonly timeoutMs: number
  /** Whether the times are held against each other, or only told. */
  readonly timed: boolean
}

/** Stretches with and without the hanging endpoint take turns, so that a slow machine is slow in both. */
export const oneHangs = ({ healthy, waiting, turns, stretchMs, timeoutMs, timed }: Size): Fault => ({
  group,
  name: `one endpoint hangs with ${waiting} waiting, ${healthy} are healthy`,
  async play(stage) {
    const hanging = await stage.endpoint('hanging', {
      events: ['user.updated'],
      manners: [{ act: 'hang' }],
      fields: { timeoutMs },
    })
    const well: Endpoint[] = []
    for (let n = 0; n < healthy; n++)
      well.push(await stage.endpoint(`well ${n}`, { events: ['user.registered'] }))
    await stage.people.register(3)
    await stage.still()

    const stretches: { readonly disturbed: boolean; readonly ids: ReadonlySet<string> }[] = []
    const stretch = async (disturbed: boolean) => {
      const ids = new Set<string>()
      const end = performance.now() + stretchMs
      while (performance.now() < end) {
        const [person] = await stage.people.register(1)
        if (person) ids.add(person.id)
        await pause(400)
      }
      stretches.push({ disturbed, ids })
    }
    await stretch(false)
    await seedEvents(stage.server.file, {
      type: 'user.updated',
      users: Math.ceil(waiting / 4),
      each: 4,
      name: 'backlog',
    })
    await until('the backlog is fanned out', () => fannedOut(stage), { timeoutMs: 300_000, everyMs: 200 })
    await stretch(true)
    for (let turn = 1; turn < turns; turn++) {
      await hanging.edit({ enabled: false })
      await stretch(false)
      await hanging.edit({ enabled: true })
      await stretch(true)
    }
    const behind = await waitingAt(stage, hanging)
    await hanging.edit({ enabled: false })
    await stage.still({ timeoutMs: 60_000 })
    const times = await latencies(stage, well)
    const p95Of = (disturbed: boolean) => {
      const ids = new Set(
        stretches.filter((one) => one.disturbed === disturbed).flatMap((one) => [...one.ids]),
      )
      return percentile(times.filter(({ subject }) => ids.has(subject)).map(({ ms }) => ms))
    }
    const p95 = { quiet: p95Of(false), disturbed: p95Of(true) }
    const each = stretches.map(({ ids }) =>
      percentile(times.filter(({ subject }) => ids.has(subject)).map(({ ms }) => ms)),
    )
    return [
      {
        endpoints: well.map(({ id }) => id),
        note: `p95 ${p95.quiet} ms undisturbed, ${p95.disturbed} ms beside it (by turns ${each.join(', ')} ms)`,
        ...(timed ? { p95 } : {}),
      },
      {
        name: 'the one that hangs',
        endpoints: [hanging.id],
        parked: await waitingAt(stage, hanging),
        also: behind > waiting * 0.9 ? [] : [`only ${behind} waited behind it`],
      },
    ]
  },
})

async function fannedOut(stage: Stage): Promise<boolean> {
  const [row] = await readRows(
    stage.server.file,
    `select (select count(*) from outbox) as unnumbered,
            (select position from log_head) - (select position from subscriber_cursors where name = 'webhooks') as unread`,
  )
  return row?.unnumbered === 0 && row.unread === 0
}

async function waitingAt(stage: Stage, { id }: Endpoint): Promise<number> {
  const [row] = await readRows(
    stage.server.file,
    `select count(*) as n from webhooks_deliveries d join webhooks_endpoints e on e.num = d.endpoint
     where e.id = '${id}' and d.state in ('held', 'pending', 'leased')`,
  )
  return Number(row?.n)
}

/** From an event's own time to its first arrival. */
async function latencies(stage: Stage, endpoints: readonly Endpoint[]) {
  const rows = await readRows(stage.server.file, `select id, at from events where type = 'user.registered'`)
  const at = new Map(rows.map((row) => [String(row.id), Number(row.at)]))
  const paths = new Set(endpoints.map(({ path }) => path))
  return (await stage.arrivals())
    .filter(({ path }) => paths.has(path))
    .map((arrival) => ({ subject: arrival.subject ?? '', ms: arrival.at - (at.get(arrival.id) ?? 0) }))
}

export const thousandEndpoints: Fault = {
  group,
  name: '1,000 endpoints on one event',
  async play(stage) {
    for (let n = 0; n < 1000; n += 10)
      await Promise.all(Array.from({ length: 10 }, (_, one) => stage.endpoint(`oa ${n + one}`)))
    await stage.people.register(1)
    await stage.still({ timeoutMs: 120_000 })
    return {}
  },
}

/** Each has two events: more than fan-out remembers, so that some are forgotten before their deliveries are claimed. */
const BURST_USERS = 1500

export const burst: Fault = {
  group,
  name: `a burst of ${BURST_USERS * 2} events, more than memory holds`,
  async play(stage) {
    const events = ['user.registered']
    const oa = await stage.endpoint('oa', { events, fields: { maxInFlight: 1000 } })
    await stage.endpoint('slow', { events, manners: [{ delayMs: 5 }] })
    await seedEvents(stage.server.file, {
      type: 'user.registered',
      users: BURST_USERS,
      each: 2,
      name: 'burst',
    })
    await stage.still({ leap: false })
    const came = new Set((await oa.arrivals()).map(({ id }) => id)).size
    return { also: came === BURST_USERS * 2 ? [] : [`${came} of them arrived`] }
  },
}

export const fairness: readonly Fault[] = [
  oneHangs({ healthy: 199, waiting: 200_000, turns: 3, stretchMs: 15_000, timeoutMs: 15_000, timed: true }),
  thousandEndpoints,
  burst,
  importBesideSignIns({ users: 50_000, turns: 3, quietMs: 10_000, timed: true }),
]
