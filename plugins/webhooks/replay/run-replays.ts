import { type Clock, type Database, type Job, jitter, type Keyring, type Log, type Nudge } from '#gatepost'
import { windowOf } from '../delivery/window.ts'
import { endpointsByNum, type StoredEndpoint } from '../repositories/endpoints.ts'
import { anyHeadless, nextMeant, openRows, promoteReplay } from '../repositories/replay-rows.ts'
import { lockReplay, openReplays, setReplayState } from '../repositories/replays.ts'
import { openSlice } from './open-slice.ts'
import type { Replay } from './replay.ts'
import { stopOpenRows } from './stop-open-rows.ts'

/** A nudge only saves time: this is how long a lost one can cost, give or take a fifth. */
const POLL_MS = 1000
/** Rows opened in one transaction. */
const LARGEST_SLICE = 250

export interface ReplayParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly keyring: Keyring
  /** Woken when a replay begins, stops, or had an answer. */
  readonly woken: Nudge
  /** Called after a commit that made something due. */
  wake(): void
}

/** The job that carries replays on, slice by slice. What it needs to know is in the database: it may end anywhere. */
export function createReplayJob(parts: ReplayParts): Job {
  return {
    name: 'webhooks replay',
    async run(signal) {
      while (!signal.aborted) {
        let moved = false
        for (const replay of await openReplays(parts.db.reader))
          moved = (await carryOn(parts, replay)) || moved
        if (moved) parts.wake()
        else await parts.woken.wait(jitter(POLL_MS), signal)
      }
    },
  }
}

/** One step of one replay. Answers whether it changed something, so that the next step may follow at once. */
export async function carryOn(parts: ReplayParts, replay: Replay): Promise<boolean> {
  const { db, clock, keyring } = parts
  const [target] = await endpointsByNum(db.reader, keyring, [replay.endpoint])
  const stopped = replay.state === 'stopping' || !target || target.deletedAt !== null
  if (stopped) return stop(parts, replay)
  // Parked with its endpoint: what is open waits there, and nothing more is added to it.
  if (!target.enabled) return false
  let moved = false
  if (await anyHeadless(db.reader, replay.id))
    moved = await db.transaction(async (tx) => {
      const current = await lockReplay(tx, db.dialect, replay.id)
      return current?.state === 'running' && (await promoteReplay(tx, replay.id, clock.now())) > 0
    })
  const open = (await openRows(db.reader, replay.id)).length
  if (replay.position >= replay.untilPosition) return (open === 0 && (await finish(parts, replay))) || moved
  const room = Math.min(LARGEST_SLICE, windowOf(target) - open)
  // Half a window at least, so that a long replay is not many small transactions.
  if (room < Math.min(LARGEST_SLICE, windowOf(target) / 2)) return moved
  return (await openNext(parts, replay, target, room)) || moved
}

async function openNext(
  { db, clock }: ReplayParts,
  replay: Replay,
  target: StoredEndpoint,
  room: number,
): Promise<boolean> {
  const sources = await nextMeant(db.reader, replay, room)
  const last = sources.at(-1)?.position
  // The messages of one event stay together: one that the limit may have cut in two is left for the next slice.
  const whole = sources.length < room ? sources : sources.filter(({ position }) => position !== last)
  const upTo = sources.length < room ? replay.untilPosition : (whole.at(-1)?.position ?? replay.position)
  return db.transaction((tx) =>
    openSlice(tx, db.dialect, { replay, target, sources: whole, upTo }, clock.now()),
  )
}

async function finish({ db, clock }: ReplayParts, { id }: Replay): Promise<boolean> {
  return db.transaction(async (tx) => {
    const current = await lockReplay(tx, db.dialect, id)
    if (current?.state !== 'running' || (await openRows(tx, id)).length > 0) return false
    await setReplayState(tx, id, 'done', clock.now())
    return true
  })
}

/** Gives back what came back from requests that were in flight at the stop. */
async function stop({ db, clock }: ReplayParts, { id }: Replay): Promise<boolean> {
  const open = await openRows(db.reader, id)
  if (open.length > 0 && open.every(({ state }) => state === 'leased')) return false
  return db.transaction(async (tx) => {
    const current = await lockReplay(tx, db.dialect, id)
    if (current?.state !== 'running' && current?.state !== 'stopping') return false
    await stopOpenRows(tx, db.dialect, current, clock.now())
    return true
  })
}
