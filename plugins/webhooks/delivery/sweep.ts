import type { Clock, Database, Log } from '#gatepost'
import { type LaneKey, promoteHeads } from '../repositories/deliveries.ts'
import { deletedWithWaiting, headlessLanes } from '../repositories/lanes.ts'
import { skipParked } from '../repositories/parked.ts'
import { RESENT, restoreRows } from '../repositories/replay-rows.ts'
import { anyExpired, expiredLeases, type Settlement, settleLeases } from '../repositories/results.ts'
import { lockLanes, shareLanes } from './locks.ts'

/** Claims that ended without a record before a delivery is taken for one that ends its worker. */
const CRASHES = 5
/** Rows in one transaction. */
const SLICE = 1000

export interface SweepParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
}

/**
 * Leases whose time has passed: their worker died or lost its way, so others may take them. A delivery that was
 * claimed five times more than it was recorded is dead: it ends whoever sends it. Answers how many it took over.
 *
 * @param by leases that end by then; at the start of the only server every lease is a dead process's
 */
export async function takeOver({ db, clock, log }: SweepParts, by: number): Promise<number> {
  if (!(await anyExpired(db.reader, by))) return 0
  let total = 0
  let taken: number
  do {
    taken = await db.transaction(async (tx) => {
      const now = clock.now()
      await shareLanes(tx, db.dialect)
      const expired = await expiredLeases(tx, db.dialect, by, SLICE)
      const crashed = expired.filter((row) => row.claims - row.tries >= CRASHES)
      const settlements = expired.map((row): Settlement => {
        const base = {
          id: row.id,
          token: row.token,
          due: now,
          tried: false,
          rejected: false,
          unclaimed: false,
        }
        return crashed.includes(row)
          ? { ...base, state: 'dead', reason: 'crashed' }
          : { ...base, state: 'pending', reason: null }
      })
      await settleLeases(tx, db.dialect, settlements, now)
      const lanes = crashed.flatMap((row): LaneKey[] =>
        row.lane === null || row.replay !== null ? [] : [{ endpoint: row.endpoint, lane: row.lane }],
      )
      await promoteHeads(tx, db.dialect, lanes, now)
      if (expired.length > 0)
        log.warn({ leases: expired.length, dead: crashed.length }, 'leases that had ended were taken over')
      return expired.length
    })
    total += taken
  } while (taken === SLICE)
  return total
}

/** Where the search for headless lanes goes on. */
export type LaneCursor = readonly [endpoint: number, lane: string]
export const FIRST_LANE: LaneCursor = [0, '']

/**
 * Looks at the next lanes after `from` for one whose oldest open delivery is held: nobody would ever send it. It
 * is promoted, logged and counted; the count must be 0. Answers where to go on.
 */
export async function promoteHeadless(
  { db, clock, log }: SweepParts,
  from: LaneCursor,
  limit = SLICE,
): Promise<{ found: number; next: LaneCursor }> {
  // On a reader: a healthy search never takes the writer.
  const seen = await headlessLanes(db.reader, from, limit)
  if (seen.headless.length === 0) return { found: 0, next: seen.next ?? FIRST_LANE }
  const found = await db.transaction(async (tx) => {
    await lockLanes(tx, db.dialect)
    return promoteHeads(tx, db.dialect, seen.headless, clock.now())
  })
  if (found > 0) log.error({ lanes: seen.headless.slice(0, 10), found }, 'lanes stood without a head')
  return { found, next: seen.next ?? FIRST_LANE }
}

/**
 * Ends what waits at deleted endpoints; what was resent has the state from before again, and replays give back their
 * own. Answers how many endpoints it worked on.
 */
export async function skipDeleted({ db, clock }: SweepParts): Promise<number> {
  const endpoints = await deletedWithWaiting(db.reader)
  for (const endpoint of endpoints) {
    let done: number
    do {
      done = await db.transaction(async (tx) => {
        await lockLanes(tx, db.dialect)
        return skipParked(tx, endpoint, 'endpoint_deleted', SLICE, clock.now())
      })
    } while (done === SLICE)
    await db.transaction(async (tx) => {
      await shareLanes(tx, db.dialect)
      await restoreRows(tx, db.dialect, { replay: RESENT, endpoint, limit: SLICE }, clock.now())
    })
  }
  return endpoints.length
}
