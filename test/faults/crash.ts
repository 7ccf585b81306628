import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../support/wait.ts'
import type { Fault } from './fault.ts'
import { importKilled } from './imports.ts'
import type { Expectation } from './row.ts'
import type { Stage } from './stage.ts'

/** Every step from a change to the record of its answer, and the passing at which the process dies there. */
export const STEPS: readonly (readonly [step: string, passing: number])[] = [
  ['announced', 12],
  ['committed', 12],
  ['before-dispatch', 4],
  ['after-dispatch', 4],
  ['in-fan-out', 4],
  ['after-subscriber', 4],
  ['after-claim', 3],
  ['before-send', 9],
  ['after-response', 9],
  ['after-record', 4],
]

const killedAt = ([step, passing]: (typeof STEPS)[number]): Fault => ({
  group: 'Crash and storage',
  name: `SIGKILL at ${step}`,
  async play(stage) {
    await stage.endpoint('oa')
    await stage.people.register(5)
    let underWay = 0
    await withTraffic(stage, async () => {
      await stage.server.stop()
      for (const round of [1, 2]) {
        await stage.server.start({ GATEPOST_FAULT: `${step}:${passing * round}` })
        underWay += await stage.died(step)
      }
      await stage.server.start()
      await pause(300)
    })
    await stage.still()
    return { repeats: underWay, unrecorded: underWay }
  },
})

/** Between the request and its answer no code of ours runs: the receiver says when. */
const killedWhileAsking: Fault = {
  group: 'Crash and storage',
  name: 'SIGKILL between request and answer',
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 150 }] })
    let underWay = 0
    for (let round = 0; round < 3; round++) {
      const seen = await stage.arrivals()
      const changes = stage.people.register(10)
      await stage.arrived(seen.length + 5)
      underWay += await stage.kill()
      await stage.server.start()
      await changes
    }
    await stage.still()
    return { repeats: underWay, unrecorded: underWay }
  },
}

export const killedWithHundreds: Fault = {
  group: 'Crash and storage',
  name: 'SIGKILL with hundreds in flight',
  play: (stage) => killWithHundreds(stage, 200),
}

async function killWithHundreds(stage: Stage, wanted: number): Promise<Expectation> {
  // Long enough for a slow machine to have so many under way before the first is answered.
  const fields = { maxInFlight: 512, timeoutMs: 15_000, ordered: false }
  const oas = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      stage.endpoint(`oa-${n}`, { fields, manners: [{ delayMs: 10_000 }] }),
    ),
  )
  await stage.people.register(80)
  await until(`${wanted} requests hang at once`, async () => (await stage.leased()) >= wanted, {
    timeoutMs: 30_000,
  })
  const underWay = await stage.kill()
  for (const oa of oas) await oa.script({})
  await stage.server.start()
  await stage.still()
  return { repeats: underWay, unrecorded: underWay }
}

/** All steps one after the other on one data folder, while people are made and renamed. */
export const walk: Fault = {
  group: 'Crash and storage',
  name: `SIGKILL at each of ${STEPS.length} steps in turn`,
  async play(stage) {
    await stage.endpoint('oa')
    await stage.people.register(5)
    let underWay = 0
    await withTraffic(stage, async () => {
      await stage.server.stop()
      for (const [step, passing] of STEPS) {
        await stage.server.start({ GATEPOST_FAULT: `${step}:${passing}` })
        underWay += await stage.died(step)
      }
      await stage.server.start()
    })
    await stage.still()
    return { repeats: underWay, unrecorded: underWay }
  },
}

async function withTraffic(stage: Stage, work: () => Promise<void>): Promise<void> {
  const over = new AbortController()
  const traffic = stage.people.keepChanging(over.signal)
  try {
    await work()
  } finally {
    over.abort()
    await traffic
  }
}

export const crashes: readonly Fault[] = [
  ...STEPS.map(killedAt),
  killedWhileAsking,
  killedWithHundreds,
  importKilled,
]
