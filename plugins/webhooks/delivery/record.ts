import { type Clock, type Database, type EventDraft, isOutage, type Log, type Tx } from '#gatepost'
import { addActivity } from '../repositories/activity.ts'
import { insertAttempts } from '../repositories/attempts.ts'
import { type LaneKey, promotion } from '../repositories/deliveries.ts'
import { type Settlement, settleLeases } from '../repositories/results.ts'
import { lockRuntimes, writeRuntimes } from '../repositories/runtime.ts'
import type { KeptTry } from '../sending/kept-try.ts'
import { sumsOf } from './activity.ts'
import { adaptCap, type Observation, observe, type Runtime } from './breaker.ts'
import type { Claimed } from './delivery.ts'
import { shareLanes } from './locks.ts'
import { type Answer, settle } from './settle.ts'

/** Everything that came of one lease. */
export interface Result {
  readonly claimed: Claimed
  readonly answer: Answer
  readonly attempts: readonly KeptTry[]
  /** What it says of the endpoint; undefined when nothing was sent. */
  readonly observation: Observation | undefined
  readonly maxInFlight: number
  /** Seconds between tries. */
  readonly delays: readonly number[]
}

/** The endpoint's breaker went from one state to the other. */
export interface Turn {
  readonly endpoint: number
  readonly to: 'open' | 'closed'
  readonly runtime: Runtime
}

export interface Recorded {
  /** Ids whose lease had been taken over: their state was not written. */
  readonly late: ReadonlySet<number>
  readonly turns: readonly Turn[]
  /** The state of each delivery whose lease ended here. */
  readonly states: ReadonlyMap<number, Settlement['state']>
}

export interface RecordParts {
  readonly db: Database
  readonly clock: Clock
  readonly random: () => number
  /** Drafts of the events that turns are told by. */
  readonly tell: (tx: Tx, turns: readonly Turn[]) => Promise<readonly EventDraft[]>
  readonly announce: (tx: Tx, ...drafts: readonly EventDraft[]) => Promise<void>
}

/**
 * Writes many results in one short transaction: the state of each delivery, the next head of each lane that moved,
 * the attempts and their sums, and what the endpoints' runtimes learned.
 */
export async function record(parts: RecordParts, results: readonly Result[]): Promise<Recorded> {
  const { db, clock, random } = parts
  return db.inTurn('record', async (tx) => {
    const now = clock.now()
    await shareLanes(tx, db.dialect)
    const endpoints = [...new Set(results.map(({ claimed }) => claimed.endpoint))]
    const before = await lockRuntimes(tx, db.dialect, endpoints)
    const after = new Map(before)
    const settlements = results.map((result) => {
      const runtime = after.get(result.claimed.endpoint)
      const settlement = settle(result, runtime?.breaker ?? 'closed', now, random)
      if (runtime && result.observation)
        after.set(runtime.endpoint, observe(runtime, result.observation, now))
      return settlement
    })
    const written = await settleLeases(tx, db.dialect, settlements, now)
    const ended = results.filter(
      ({ claimed }, index) => written.has(claimed.id) && settlements[index]?.state !== 'pending',
    )
    const seen = new Map<number, { most: number; batch: Observation[] }>()
    for (const { claimed, observation, maxInFlight } of results) {
      if (!observation) continue
      const own = seen.get(claimed.endpoint) ?? { most: maxInFlight, batch: [] }
      own.batch.push(observation)
      seen.set(claimed.endpoint, own)
    }
    const observed = [...after.values()].flatMap((runtime) => {
      const own = seen.get(runtime.endpoint)
      return own ? [{ ...runtime, cap: adaptCap(runtime.cap, own.most, own.batch) }] : []
    })
    const news = observed.filter((runtime) => isNews(before.get(runtime.endpoint), runtime))
    const attempts = results.flatMap(({ claimed, attempts }) =>
      attempts.map((attempt) => ({
        ...attempt,
        delivery: claimed.id,
        late: !written.has(claimed.id),
        probe: claimed.probe,
      })),
    )
    const made = results.flatMap(({ claimed: { endpoint }, attempts }) =>
      attempts.map(({ status, durationMs }) => ({ endpoint, status, durationMs })),
    )
    // Last of what it writes: every node adds to the same sums, which stay locked from here to the commit. A claim may
    // follow in it, which waits for no lock.
    await db.dialect.post(
      promotion(tx, db.dialect, lanesOf(ended), now),
      insertAttempts(tx, db.dialect, attempts),
      writeRuntimes(tx, db.dialect, news),
      addActivity(tx, db.dialect, sumsOf(made, now)),
    )
    const turns = observed.flatMap((runtime): Turn[] =>
      before.get(runtime.endpoint)?.breaker === runtime.breaker
        ? []
        : [{ endpoint: runtime.endpoint, to: runtime.breaker, runtime }],
    )
    if (turns.length > 0) await parts.announce(tx, ...(await parts.tell(tx, turns)))
    const late = new Set(results.map(({ claimed }) => claimed.id).filter((id) => !written.has(id)))
    const states = new Map(settlements.map(({ id, state }) => [id, state]))
    return { late, turns, states }
  })
}

/** How old the time of an endpoint's last success may be in its row. */
const SUCCESS_KEPT_MS = 1000

/** A success more is no news to an endpoint that has had one within the last second. */
function isNews(before: Runtime | undefined, after: Runtime): boolean {
  if (!before || before.failures > 0 || after.failures > 0) return true
  if (before.cap !== after.cap || before.breaker !== after.breaker) return true
  if (before.lastStatus !== after.lastStatus) return true
  return (after.lastSuccessAt ?? 0) - (before.lastSuccessAt ?? 0) >= SUCCESS_KEPT_MS
}

/** Live lanes in which something ended; rows of a replay stand outside of them. */
function lanesOf(results: readonly Result[]): LaneKey[] {
  const lanes = new Map<string, LaneKey>()
  for (const { claimed } of results) {
    if (claimed.lane === null || claimed.replay !== null) continue
    lanes.set(`${claimed.endpoint} ${claimed.lane}`, { endpoint: claimed.endpoint, lane: claimed.lane })
  }
  return [...lanes.values()]
}

/** Results recorded in one transaction at most, so that whoever else writes waits for ten milliseconds or so. */
const BATCH = 256
const PAUSE_MS = 250
/** Tries to record a single result that has a fault of its own; then its lease runs out, and the delivery is sent again. */
const TRIES = 20

/**
 * Collects results and records them one transaction at a time: an idle engine records at once, a busy one records
 * all that arrived while the last transaction ran, so that many share one fsync. A transaction that fails is
 * tried again with half of them, down to a single result, so that one that cannot be written holds up nobody.
 */
export function createRecorder(parts: {
  readonly log: Log
  /** Writes them in one transaction, all or none. */
  write(results: readonly Result[]): Promise<Recorded>
  /** Called when a transaction has been asked for. */
  asked(): void
  /** Called after its commit. */
  recorded(results: readonly Result[], outcome: Recorded): void
}): { add(result: Result): void; idle(): Promise<void> } {
  let waiting: Result[] = []
  let running: Promise<void> | undefined
  const run = async () => {
    let size = BATCH
    let failures = 0
    while (waiting.length > 0) {
      const batch = waiting.slice(0, size)
      try {
        const recording = parts.write(batch)
        parts.asked()
        const outcome = await recording
        waiting = waiting.slice(batch.length)
        size = Math.min(BATCH, size * 2)
        failures = 0
        parts.recorded(batch, outcome)
      } catch (error) {
        parts.log.error({ err: error, results: batch.length }, 'outcomes could not be recorded yet')
        // While the database is away that is nobody's fault, however long it takes.
        if (!isOutage(error)) {
          failures = batch.length === 1 ? failures + 1 : 0
          size = Math.max(1, Math.floor(batch.length / 2))
        }
        if (failures === TRIES) {
          waiting = waiting.slice(1)
          failures = 0
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    }
    running = undefined
  }
  return {
    add(result) {
      waiting.push(result)
      running ??= run()
    },
    async idle() {
      await running
    },
  }
}
