import { setMaxListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import {
  type Clock,
  commitSoon,
  type Database,
  eventsAt,
  faultPoint,
  type Job,
  jitter,
  type Log,
  type LoggedEvent,
  type Nudge,
} from '#gatepost'
import type { EndpointCache } from '../endpoint/endpoint-cache.ts'
import { nextDue } from '../repositories/claims.ts'
import type { SendOne } from '../sending/send-one.ts'
import { type ClaimWish, claim } from './claim.ts'
import type { Claimed } from './delivery.ts'
import { OwnNetwork, TRIAL } from './own-network.ts'
import type { RecentEvents } from './recent-events.ts'
import { createRecorder, type Recorded, type RecordParts, type Result, record } from './record.ts'
import { Slots } from './slots.ts'
import { takeOver } from './sweep.ts'

/** A nudge only saves time: this is how long a lost one can cost, give or take a fifth. */
const POLL_MS = 1000
/** Never look again sooner than this, whatever seems due: another node may hold what this one sees. */
const SHORTEST_PAUSE_MS = 10
/** After a claim that failed, say on a busy database. */
const CLAIM_PAUSE_MS = 500
/** The share of the grace that requests have to end by themselves; the rest is for the record of what was cut. */
const DRAIN_SHARE = 0.8
/** Requests begun in one turn of the event loop: each statement of a record or a claim waits for a turn to end. */
const BURST = 8
/** After a fault of our own, say a database that cannot be read, a delivery rests this long. */
const FAULT_PAUSE_MS = 5000
/** How old an event may be that is sent from memory. */
const REMEMBERED_MS = 3_600_000
/** And this long while our own network is down. */
const CUT_OFF_PAUSE_MS = 5000

export interface DeliverParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly endpoints: EndpointCache
  readonly recent: RecentEvents
  /** Woken after each commit that made something due. */
  readonly work: Nudge
  readonly sendOne: SendOne
  readonly record: RecordParts
  /** Whether no other process delivers from this database: then leases found at the start are a dead one's. */
  readonly alone: boolean
  /** How long the process may take to end. */
  readonly graceMs: number
  /** Called after each record, outside any transaction. */
  recorded(results: readonly Result[], outcome: Recorded): void
}

/** The job that claims due heads, sends them and records what came back, until its signal aborts. */
export function createDeliver(parts: DeliverParts): Job {
  return {
    name: 'webhooks deliver',
    async run(signal) {
      if (parts.alone) await takeOver(parts, Number.MAX_SAFE_INTEGER)
      await new Deliverer(parts).run(signal)
    },
  }
}

class Deliverer {
  readonly #parts: DeliverParts
  readonly #slots = new Slots()
  readonly #recorder
  readonly #network = new OwnNetwork()
  readonly #cut = new AbortController()
  readonly #running = new Set<Promise<void>>()
  /** Set for when the next delivery becomes due. */
  #alarm: NodeJS.Timeout | undefined
  #looking = false

  constructor(parts: DeliverParts) {
    this.#parts = parts
    // Each request in flight listens, and there are hundreds.
    setMaxListeners(0, this.#cut.signal)
    this.#recorder = createRecorder({
      log: parts.log,
      write: (results) => record(parts.record, results),
      // The claim of what follows is asked for at once: both are mostly one commit.
      asked: parts.work.nudge,
      recorded: (results, outcome) => {
        faultPoint('after-record')
        parts.recorded(results, outcome)
      },
    })
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        const pauseMs = await this.#step(signal).catch((error: unknown) => {
          this.#parts.log.error({ err: error }, 'a claim failed')
          return CLAIM_PAUSE_MS
        })
        if (pauseMs > 0) await this.#parts.work.wait(pauseMs, signal)
      }
    } finally {
      clearTimeout(this.#alarm)
      await this.#drain()
    }
  }

  /** Claims once; answers how long to wait before the next claim, in milliseconds. */
  async #step(signal: AbortSignal): Promise<number> {
    const { work } = this.#parts
    clearTimeout(this.#alarm)
    const at = performance.now()
    const { want, ...room } = this.#slots.room(at)
    if (want === 0 || this.#network.down(at)) return jitter(POLL_MS)
    const most = this.#network.doubtful ? Math.min(want, TRIAL) : want
    const claimed = await this.#claim({ ...room, want: most })
    if (claimed === most) return this.#network.doubtful ? jitter(POLL_MS) : 0
    // Mostly there is more at once.
    if ((await work.wait(SHORTEST_PAUSE_MS, signal)) || signal.aborted) return 0
    void this.#lookAhead(signal)
    return jitter(POLL_MS)
  }

  /** Wakes the next claim when something becomes due. Not awaited: what is due now does not wait for this look. */
  async #lookAhead(signal: AbortSignal): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    const { db, clock, work, log } = this.#parts
    try {
      const due = await nextDue(db.reader)
      if (due === undefined || signal.aborted) return
      clearTimeout(this.#alarm)
      this.#alarm = setTimeout(work.nudge, Math.max(1, Math.min(due - clock.now(), POLL_MS)))
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'what is due next could not be read')
    } finally {
      this.#looking = false
    }
  }

  async #claim(room: Omit<ClaimWish, 'now'>): Promise<number> {
    const { db, clock } = this.#parts
    const claimedAt = performance.now()
    const claimed = await db.inTurn('claim', async (tx) => {
      const leased = await claim(tx, db.dialect, { ...room, now: clock.now() })
      // Requests wait for this commit.
      if (leased.length > 0) commitSoon(tx)
      return leased
    })
    if (claimed.length === 0) return 0
    faultPoint('after-claim')
    for (const one of claimed) this.#slots.take(one, claimedAt)
    const running = this.#start(claimed, claimedAt).finally(() => this.#running.delete(running))
    this.#running.add(running)
    return claimed.length
  }

  /** Sends what was claimed; a fault in here hands the lease back rather than losing its slot. */
  async #start(claimed: readonly Claimed[], claimedAt: number): Promise<void> {
    const { endpoints, sendOne, log } = this.#parts
    let events: ReadonlyMap<Claimed, LoggedEvent> = new Map()
    let fault: unknown
    try {
      await endpoints.refresh(claimed)
      events = await this.#eventsOf(claimed)
    } catch (error) {
      fault = error
      log.error({ err: error, deliveries: claimed.length }, 'deliveries could not be read')
    }
    const send = async (one: Claimed) => {
      const result = fault
        ? handedBack(one)
        : await sendOne(one, events.get(one), claimedAt, this.#cut.signal).catch((error: unknown) => {
            log.error({ err: error, delivery: one.id }, 'a delivery could not be sent')
            return handedBack(one)
          })
      this.#slots.free(one, performance.now(), result.attempts.length > 0)
      faultPoint('after-response')
      this.#recorder.add(this.#judge(result))
    }
    const sending: Promise<void>[] = []
    for (const one of claimed) {
      sending.push(send(one))
      if (sending.length % BURST === 0) await setImmediate()
    }
    await Promise.all(sending)
  }

  /**
   * The events of what was claimed, found before the first is sent: memory may forget one while others go out, and
   * what is not there then counts as erased.
   */
  async #eventsOf(claimed: readonly Claimed[]): Promise<ReadonlyMap<Claimed, LoggedEvent>> {
    const { db } = this.#parts
    const found = new Map<Claimed, LoggedEvent>()
    const keep = (one: Claimed, event: LoggedEvent | undefined) => event && found.set(one, event)
    for (const one of claimed) keep(one, this.#remembered(one))
    const others = claimed.filter((one) => !found.has(one))
    if (others.length === 0) return found
    const positions = [...new Set(others.map(({ position }) => position))]
    const read = await eventsAt(db.reader, db.dialect, positions)
    for (const one of others) keep(one, read.get(one.position))
    return found
  }

  /**
   * The event as fan-out saw it a moment ago. What is sent once more, or has waited for long, is read again: its
   * payload may have been erased since.
   */
  #remembered({ position, replay }: Claimed): LoggedEvent | undefined {
    const event = replay === null ? this.#parts.recent.get(position) : undefined
    return event && event.at > this.#parts.clock.now() - REMEMBERED_MS ? event : undefined
  }

  /** While it is our own network that is down, what had no answer is handed back and nobody is blamed. */
  #judge(result: Result): Result {
    const { observation } = result
    if (!observation || result.attempts.length === 0) return result
    const at = performance.now()
    const { host, kind, unanswered } = observation
    this.#network.note({ at, host, answered: !unanswered, success: kind === 'success' })
    if (!unanswered || !this.#network.excuses(at)) return result
    const answer = { kind: 'handed_back', afterMs: jitter(CUT_OFF_PAUSE_MS) } as const
    return { ...result, answer, observation: undefined }
  }

  /** Lets requests end by themselves for a while, then cuts them; what was not answered is handed back. */
  async #drain(): Promise<void> {
    const timer = setTimeout(() => this.#cut.abort(), this.#parts.graceMs * DRAIN_SHARE)
    await Promise.all(this.#running)
    clearTimeout(timer)
    await this.#recorder.idle()
  }
}

function handedBack(claimed: Claimed): Result {
  return {
    claimed,
    answer: { kind: 'handed_back', afterMs: FAULT_PAUSE_MS },
    attempts: [],
    observation: undefined,
    maxInFlight: 0,
    delays: [],
  }
}
