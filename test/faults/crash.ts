import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../support/wait.ts'
import type { Fault } from './fault.ts'
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

/** Requests that may be under way at once with the traffic below, and so be repeated after a kill. */
const UNDER_WAY = 40

const killedAt = ([step, passing]: (typeof STEPS)[number]): Fault => ({
  group: 'Crash and storage',
  name: `SIGKILL at ${step}`,
  async play(stage) {
    await stage.endpoint('oa')
    await stage.people.register(5)
    await withTraffic(stage, async () => {
      await stage.server.stop()
      for (const round of [1, 2]) {
        await stage.server.start({ GATEPOST_FAULT: `${step}:${passing * round}` })
        await died(stage, step)
      }
      await stage.server.start()
      await pause(300)
    })
    await stage.still()
    return { repeats: 2 * UNDER_WAY, unrecorded: 2 * UNDER_WAY }
  },
})

/** Between the request and its answer no code of ours runs: the receiver says when. */
const killedWhileAsking: Fault = {
  group: 'Crash and storage',
  name: 'SIGKILL between request and answer',
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 150 }] })
    for (let round = 0; round < 3; round++) {
      const seen = await stage.arrivals()
      const changes = stage.people.register(10)
      await stage.arrived(seen.length + 5)
      await stage.server.kill()
      await stage.server.start()
      await changes
    }
    await stage.still()
    return { repeats: 3 * UNDER_WAY, unrecorded: 3 * UNDER_WAY }
  },
}

const killedWithHundreds: Fault = {
  group: 'Crash and storage',
  name: 'SIGKILL with hundreds in flight',
  play: (stage) => killWithHundreds(stage, 200),
}

async function killWithHundreds(stage: Stage, wanted: number): Promise<Expectation> {
  const fields = { maxInFlight: 512, timeoutMs: 5000, ordered: false }
  const oas = await Promise.all(
    Array.from({ length: 8 }, (_, n) => stage.endpoint(`oa-${n}`, { fields, manners: [{ delayMs: 2000 }] })),
  )
  await stage.people.register(80)
  const inFlight = await until(
    `${wanted} requests hang at once`,
    async () => {
      const leased = await stage.leased()
      return leased >= wanted && leased
    },
    { timeoutMs: 30_000 },
  )
  await stage.server.kill()
  for (const oa of oas) await oa.script({})
  await stage.server.start()
  await stage.still()
  return { repeats: inFlight * 2, unrecorded: inFlight * 2 }
}

/** All steps one after the other on one data folder, while people are made and renamed. */
export const walk: Fault = {
  group: 'Crash and storage',
  name: `SIGKILL at each of ${STEPS.length} steps in turn`,
  async play(stage) {
    await stage.endpoint('oa')
    await stage.people.register(5)
    await withTraffic(stage, async () => {
      await stage.server.stop()
      for (const [step, passing] of STEPS) {
        await stage.server.start({ GATEPOST_FAULT: `${step}:${passing}` })
        await died(stage, step)
      }
      await stage.server.start()
    })
    await stage.still()
    return { repeats: STEPS.length * UNDER_WAY, unrecorded: STEPS.length * UNDER_WAY }
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

async function died(stage: Stage, step: string): Promise<void> {
  const end = await stage.server.death(30_000)
  if (end !== 'SIGKILL') throw new Error(`at ${step} the server ended with ${end}:\n${stage.server.output()}`)
}

export const crashes: readonly Fault[] = [...STEPS.map(killedAt), killedWhileAsking, killedWithHundreds]
