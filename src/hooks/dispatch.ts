import type { Database, Tx } from '../db/database.ts'
import type { LoggedEvent } from '../domain/event.ts'
import type { Clock } from '../lib/clock.ts'
import { faultPoint } from '../lib/fault-point.ts'
import { createNudge, jitter, type Nudge } from '../lib/nudge.ts'
import { isOutage } from '../lib/outage.ts'
import { together } from '../lib/together.ts'
import { headPosition, numberEvents, readLog } from '../repositories/log.ts'
import {
  ensureCursor,
  listCursors,
  lockCursor,
  moveCursor,
  parkEvent,
  readCursor,
  recordFailure,
} from '../repositories/subscriber-cursors.ts'
import type { Job, Log, Subscriber } from './contract.ts'

/** Events that get their position in one transaction; ten milliseconds' worth of rows. */
const NUMBERED_AT_ONCE = 1000
/** Events handed to a subscriber in one transaction. */
const BATCH = 500
/** A nudge only saves time: this is how long a lost one can cost, give or take a fifth. */
const POLL_MS = 1000
/** Tries of a single event before it is parked. */
const TRIES = 5

interface DispatchParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  /** Nudged after each commit that announced something; where transactions take turns, before it. */
  readonly committed: Nudge
  /** Nudged as well where it was this process; without it, none of those nudges comes from another one. */
  readonly here?: Nudge | undefined
  /** Nudged after events got their positions. */
  readonly moved?: Nudge
  readonly subscribers: readonly Subscriber[]
}

/** The jobs that give committed events their positions and hand them to each subscriber in order. */
export function createDispatch(parts: DispatchParts): Job[] {
  const { db } = parts
  const readers = parts.subscribers.map((subscriber) => ({
    subscriber,
    reader: new SubscriberReader(parts, subscriber),
    woken: createNudge(),
  }))
  const wakeReaders = () => {
    for (const { reader, woken } of readers) {
      reader.expect()
      woken.nudge()
    }
  }
  const numbering: Job = {
    name: 'log',
    async run(signal) {
      let expecting = false
      while (!signal.aborted) {
        const numbered = await numberOnce(expecting)
        if (numbered > 0) parts.moved?.nudge()
        if (numbered < NUMBERED_AT_ONCE)
          expecting = (await parts.committed.wait(jitter(POLL_MS), signal)) && (parts.here?.take() ?? true)
      }
    },
  }
  async function numberOnce(expecting: boolean): Promise<number> {
    if (!expecting && !(await db.reader('outbox').first('seq'))) return 0
    faultPoint('before-dispatch')
    const numbering = db.inTurn('number', (tx) => numberEvents(tx, db.dialect, NUMBERED_AT_ONCE))
    // Whoever asks now comes after it, and sees the new positions.
    wakeReaders()
    const numbered = await numbering
    faultPoint('after-dispatch')
    return numbered
  }
  const reading = readers.map(
    ({ subscriber, reader, woken }): Job => ({
      name: `subscriber ${subscriber.name}`,
      async run(signal) {
        await db.transaction((tx) => ensureCursor(tx, subscriber.name, 0, parts.clock.now()))
        while (!signal.aborted) {
          const pauseMs = await reader.readOnce()
          if (pauseMs > 0) await woken.wait(pauseMs, signal)
        }
      },
    }),
  )
  return [numbering, ...reading]
}

/** One subscriber's way through the log: whole batches while all is well, halves down to one event when not. */
class SubscriberReader {
  readonly #parts: DispatchParts
  readonly #subscriber: Subscriber
  #batch = BATCH
  /** Where its cursor was last; undefined when it has not looked yet, or failed. */
  #position: number | undefined
  #expecting = false

  constructor(parts: DispatchParts, subscriber: Subscriber) {
    this.#parts = parts
    this.#subscriber = subscriber
  }

  /** Events are about to get their positions, in a transaction that comes before the next one of this reader. */
  expect(): void {
    this.#expecting = true
  }

  /** Hands out at most one batch; answers how long to wait before the next call, in milliseconds. */
  async readOnce(): Promise<number> {
    const { db, clock, log } = this.#parts
    const name = this.#subscriber.name
    const expecting = this.#expecting
    this.#expecting = false
    const known = expecting ? this.#position : undefined
    const position = known ?? (await this.#behindAt(expecting))
    if (position === undefined) return jitter(POLL_MS)
    this.#position = undefined
    let handed: number | undefined
    let batchTx: Tx | undefined
    try {
      const reading = db.inTurn('read', async (tx) => {
        batchTx = tx
        await lockCursor(tx, db.dialect, name)
        const [cursor, likely] = await together(readCursor(tx, name), this.#batchAfter(tx, position))
        if (cursor.retryAt > clock.now())
          return { waitMs: cursor.retryAt - clock.now(), position: cursor.position, taken: 0 }
        // Another node may have moved the cursor since it was looked at.
        const events = cursor.position === position ? likely : await this.#batchAfter(tx, cursor.position)
        if (events.length === 0) return { waitMs: jitter(POLL_MS), position: cursor.position, taken: 0 }
        handed = cursor.position
        const taken = await this.#subscriber.consume(tx, events)
        const last = events[taken - 1]
        if (!last) throw new Error(`subscriber ${name} answered ${taken} for a batch of ${events.length}`)
        await moveCursor(tx, db.dialect, name, last.position, clock.now())
        // Whoever adds something to a log that is read to its end wakes this reader.
        const atEnd = taken === events.length && taken < this.#batch
        return { waitMs: atEnd ? jitter(POLL_MS) : 0, position: last.position, taken }
      })
      this.#subscriber.asked?.()
      const outcome = await reading
      this.#position = outcome.position
      const pauseMs = Math.min(outcome.waitMs, POLL_MS)
      if (outcome.taken === 0) return pauseMs
      faultPoint('after-subscriber')
      this.#batch = Math.min(BATCH, this.#batch * 2)
      if (batchTx) this.#subscriber.committed?.(batchTx)
      return pauseMs
    } catch (error) {
      log.error({ err: error, subscriber: name, batch: this.#batch }, 'a subscriber failed on a batch')
      return this.#afterFailure(error, handed)
    }
  }

  async #batchAfter(tx: Tx, position: number): Promise<readonly LoggedEvent[]> {
    const [events] = await together(
      readLog(tx, position, this.#batch),
      this.#subscriber.begin?.(tx, position) ?? Promise.resolve(),
    )
    return events
  }

  /** The cursor's position if there is something behind it, or about to be. */
  async #behindAt(expecting: boolean): Promise<number | undefined> {
    const { db } = this.#parts
    const [head, cursors] = await Promise.all([headPosition(db.reader), listCursors(db.reader)])
    this.#position = cursors.find(({ name }) => name === this.#subscriber.name)?.position
    if (this.#position === undefined) return undefined
    return expecting || this.#position < head ? this.#position : undefined
  }

  /**
   * Halves the batch; a single event that failed five times is parked for this subscriber alone. No event is to blame
   * for what the database could not do, nor for a batch that another node was through with.
   */
  async #afterFailure(error: unknown, handed: number | undefined): Promise<number> {
    const { db, clock, log } = this.#parts
    const name = this.#subscriber.name
    if (this.#batch > 1) {
      this.#batch = Math.ceil(this.#batch / 2)
      return jitter(100)
    }
    if (isOutage(error)) return jitter(POLL_MS)
    await db.transaction(async (tx) => {
      await lockCursor(tx, db.dialect, name)
      const cursor = await readCursor(tx, name)
      if (cursor.position !== handed) return
      if (cursor.failures + 1 < TRIES) {
        await recordFailure(tx, name, clock.now() + 200 * 2 ** cursor.failures)
        return
      }
      const [poison] = await readLog(tx, cursor.position, 1)
      if (!poison) return
      const message = error instanceof Error ? error.message : String(error)
      await parkEvent(tx, name, poison.position, message.slice(0, 500), clock.now())
      await moveCursor(tx, db.dialect, name, poison.position, clock.now())
      log.error({ subscriber: name, position: poison.position }, 'an event was parked for this subscriber')
    })
    return jitter(200)
  }
}
