import { setTimeout as pause } from 'node:timers/promises'
import { readRows } from '../support/rows.ts'
import { until } from '../support/wait.ts'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

const group = 'Receivers'
const DAY_MS = 24 * 3_600_000

export const upAndDown: Fault = {
  group,
  name: 'up and down by turns, under steady traffic',
  async play(stage) {
    const host = await stage.receiver.addHost()
    await stage.endpoint('oa', { host, fields: { timeoutMs: 1000 } })
    const over = new AbortController()
    const traffic = stage.people.keepChanging(over.signal, 20)
    for (let turn = 0; turn < 4; turn++) {
      await pause(1000)
      await host.down()
      await pause(1000)
      await host.up()
    }
    over.abort()
    await traffic
    await stage.still()
    return { unseen: 50, repeats: 50 }
  },
}

/** Nobody dies in four days of an outage; afterwards everything goes in order, no faster than the endpoint's rate. */
export const fourDays: Fault = {
  group,
  name: 'down for four days, and then back',
  async play(stage) {
    const RATE = 25
    const host = await stage.receiver.addHost()
    const oa = await stage.endpoint('oa', {
      host,
      fields: { timeoutMs: 1000, ratePerSecond: RATE, retry: undefined },
    })
    const well = await stage.endpoint('well')
    await stage.people.register(3)
    await stage.still()
    await host.down()
    const before = (await oa.arrivals()).length
    for (let day = 1; day <= 4; day++) {
      await stage.people.register(8)
      await stage.people.renameAll()
      await stage.attempted([oa])
      await pause(500)
      stage.server.moveTo(stage.server.now() + DAY_MS)
    }
    await pause(1500)
    await host.up()
    const back = Date.now()
    // The next probe, and then no more leaps: the rate is looked at on the wall.
    await stage.probed(oa)
    await stage.still({ leap: false, timeoutMs: 180_000 })
    const drained = (await oa.arrivals()).slice(before).filter(({ at }) => at >= back)
    return [
      {
        endpoints: [oa.id],
        also: faster(
          drained.map(({ at }) => at),
          RATE,
        ),
      },
      { name: 'a healthy one beside it', endpoints: [well.id] },
    ]
  },
}

/** Seconds in which more came than the rate allows; one burst of a second's worth is what a token bucket holds. */
function faster(times: readonly number[], rate: number): string[] {
  const most = Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length),
  )
  return most <= 2 * rate + 2 ? [] : [`${most} requests within a second at a rate of ${rate}`]
}

/** With many hosts silent at once it is our own network: however long that lasts, nobody is switched off for it. */
export const allDown: Fault = {
  group,
  name: 'all endpoints down for six days: our own network, none is disabled',
  async play(stage) {
    const hosts = await Promise.all(Array.from({ length: 5 }, () => stage.receiver.addHost()))
    for (const [n, host] of hosts.entries())
      await stage.endpoint(`oa ${n}`, { host, fields: { timeoutMs: 1000 } })
    await stage.people.register(2)
    await stage.still()
    await Promise.all(hosts.map((host) => host.down()))
    await stage.people.register(15)
    await stage.people.renameAll()
    // Successes count for thirty seconds; from then on the node knows that it is cut off.
    await pause(33_000)
    stage.server.moveTo(stage.server.now() + 6 * DAY_MS)
    // Long enough for the sweep, and for the tries that are made in doubt.
    await pause(45_000)
    const off = await switchedOff(stage)
    await Promise.all(hosts.map((host) => host.up()))
    await stage.still({ timeoutMs: 180_000 })
    return { also: off === 0 ? [] : [`${off} endpoints were disabled`] }
  },
}

/** Days in which nobody tried say nothing of the endpoint. */
export const serverAway: Fault = {
  group,
  name: 'the server itself was off for six days, an endpoint failing before',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ status: 503 }], fields: { timeoutMs: 1000 } })
    await stage.people.register(6)
    await stage.failing(oa)
    await stage.server.stop()
    await oa.script({})
    stage.server.moveTo(stage.server.now() + 6 * DAY_MS)
    await stage.server.start()
    await pause(7000)
    const off = await switchedOff(stage)
    await stage.people.renameAll()
    await stage.still()
    return { also: off === 0 ? [] : ['it was disabled without another try'] }
  },
}

async function switchedOff(stage: Stage): Promise<number> {
  return (await readRows(stage.server.file, 'select id from webhooks_endpoints where not enabled')).length
}

/** Events about a failing endpoint go to others, never to itself, and there is one of each turn. */
export const noFeedback: Fault = {
  group: 'Meaning',
  name: 'events about a failing endpoint do not feed themselves',
  async play(stage) {
    const everything = ['*', 'webhook.*']
    const failing = await stage.endpoint('failing', { events: everything, manners: [{ status: 500 }] })
    const other = await stage.endpoint('other failing', { events: everything, manners: [{ status: 500 }] })
    await stage.people.register(8)
    await until(
      'both are told of as failing',
      async () =>
        (await readRows(stage.server.file, `select id from events where type = 'webhook.endpoint.failing'`))
          .length >= 2,
      { timeoutMs: 60_000 },
    )
    await pause(4000)
    const count = async () =>
      Number((await readRows(stage.server.file, 'select count(*) as n from events'))[0]?.n)
    const before = await count()
    await pause(4000)
    const grown = (await count()) - before
    await failing.script({})
    await other.script({})
    await stage.still()
    const turns = await readRows(
      stage.server.file,
      `select type, count(*) as n from events where type in ('webhook.endpoint.failing', 'webhook.endpoint.recovered') group by type`,
    )
    const own = (await failing.arrivals()).filter(({ subject }) => subject === failing.id).length
    return {
      also: [
        ...(grown === 0 ? [] : [`${grown} events came of nothing`]),
        ...(turns.every(({ n }) => Number(n) === 2) ? [] : [`turns were told ${JSON.stringify(turns)}`]),
        ...(own === 0 ? [] : [`${own} events about itself arrived`]),
      ],
    }
  },
}

export const outages: readonly Fault[] = [upAndDown, fourDays, allDown, serverAway]
