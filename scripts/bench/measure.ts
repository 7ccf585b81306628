/** The three questions that each row is asked. */
import { type Running, usageOf } from './process.ts'
import type { Receiver } from './receiver.ts'
import type { Row } from './rows.ts'
import { now, pause, quantile } from './time.ts'

export interface Drained {
  readonly rate: number
  /** CPU seconds for a thousand deliveries, workers and database servers together. */
  readonly cpu: number
  /** Most memory of one worker process at once. */
  readonly peakMb: number
  /** Messages that had not arrived when patience ended. */
  readonly missing: number
}

/** Deliveries that warm the processes up before the clock runs. */
export const WARM_UP = 4000
const PATIENCE_MS = 90_000

/** How fast `count` waiting messages go out. */
export async function drain(row: Row, receiver: Receiver, count: number): Promise<Drained> {
  const ready = await row.prepare(receiver.url)
  let workers: Running[] = []
  try {
    await receiver.reset()
    await ready.fill(WARM_UP + count)
    workers = await ready.start()
    if (!(await receiver.arrived(WARM_UP, PATIENCE_MS))) throw new Error(`${row.name} sends nothing`)
    const pids = workers.map(({ pid }) => pid)
    const used = () => usageOf([...pids, ...ready.stores]).cpuSeconds
    const [cpuBefore, begin] = [used(), now()]
    const { seen: seenBefore } = await receiver.count()
    const whole = await receiver.arrived(WARM_UP + count, PATIENCE_MS)
    const [cpuAfter, end] = [used(), now()]
    const { seen } = await receiver.count()
    if (!whole) {
      console.error(`${row.name}: ${seen} of ${WARM_UP + count} within ${PATIENCE_MS / 1000} s`)
      for (const worker of workers) console.error(worker.said())
    }
    const done = seen - seenBefore
    return {
      rate: (done * 1000) / (end - begin),
      cpu: ((cpuAfter - cpuBefore) * 1000) / done,
      peakMb: Math.max(...pids.map((pid) => usageOf([pid]).peakMb)),
      missing: WARM_UP + count - seen,
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.end()))
    await ready.close()
  }
}

export interface Latency {
  readonly p50: number
  readonly p99: number
}

const RATE = 200

/** Milliseconds from commit to receipt at 200 messages a second, over `seconds`, after a warm-up of as many. */
export async function latency(row: Row, receiver: Receiver, seconds: number): Promise<Latency | undefined> {
  const ready = await row.prepare(receiver.url)
  if (!ready.steady) {
    await ready.close()
    return undefined
  }
  let workers: Running[] = []
  try {
    await receiver.reset()
    if (!row.announces) workers = await ready.start()
    await pause(2000)
    const count = RATE * seconds * 2
    const committed = await ready.steady(count, RATE)
    await receiver.arrived(count, 10_000)
    const seen = await receiver.seen()
    const later = [...committed].slice(count / 2)
    const took = later.flatMap(([id, at]) => {
      const arrived = seen.get(id)
      return arrived === undefined ? [] : [arrived - at]
    })
    return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) }
  } finally {
    await Promise.all(workers.map((worker) => worker.end()))
    await ready.close()
  }
}

export interface Killed {
  readonly messages: number
  /** Not at the receiver `PATIENCE` after the kill. */
  readonly missing: number
  readonly repeated: number
}

const AFTER_KILL_MS = 45_000

/** What is missing when a worker is killed (SIGKILL) in the middle, and started again where that can help. */
export async function kill(row: Row, receiver: Receiver, messages: number): Promise<Killed> {
  const ready = await row.prepare(receiver.url)
  let workers: Running[] = []
  try {
    await receiver.reset()
    await ready.fill(messages)
    workers = await ready.start()
    await receiver.arrived(Math.floor(messages / 3), PATIENCE_MS)
    await workers[0]?.kill()
    if (row.keeps) {
      if (workers.length === 1) workers = await ready.start()
      await receiver.arrived(messages, AFTER_KILL_MS)
    }
    await pause(500)
    const { requests, seen } = await receiver.count()
    return { messages, missing: messages - seen, repeated: requests - seen }
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()))
    await ready.close()
  }
}
