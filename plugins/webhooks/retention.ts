import {
  type Clock,
  createNudge,
  type Database,
  type Job,
  jitter,
  type Log,
  newestEventBefore,
  type Tx,
} from '#gatepost'
import { STEP_MS } from './delivery/activity.ts'
import { lockLanes, lockRetention } from './delivery/locks.ts'
import { sumOwed } from './ledger/owed.ts'
import { GONE } from './ledger/read-ledger.ts'
import { removeActivity, removeWaiting } from './repositories/activity.ts'
import { fannedOutTo, readMarks } from './repositories/ledger.ts'
import { removeDifferences } from './repositories/repairs.ts'
import {
  emptyTombstones,
  expireParked,
  kindsEndedBefore,
  lowestKept,
  noteRemoved,
  parkedSinceBefore,
  removeEnded,
  removeTombstone,
  waitingAt,
} from './repositories/retention.ts'
import { deleteEndedSecrets } from './repositories/secrets.ts'
import { removeTyped } from './repositories/typed-messages.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** The console shows an hour of minutes and a week of half hours. */
const KEPT_MS = { minute: 2 * HOUR_MS, halfHour: 8 * DAY_MS } as const
/** The ledger's sums are brought up to date this often, so that it never has far to walk when it is asked. */
const SUMS_MS = 30_000
const RETENTION_MS = 5 * 60_000
/** Between two write transactions, so that people come in between. */
const BREATH_MS = 25
/** A slice grows and shrinks to stay below this: attempts with large answers take longer to remove. */
const LONGEST_SLICE_MS = 6
const FIRST_SLICE = 100
const LARGEST_SLICE = 1000
/** Waiting deliveries read at once. */
const READ_AT_ONCE = 20_000

export interface RetentionParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly retentionDays: number
}

/** Lets others work between two slices; does nothing in a test that has no others. */
type Breath = () => Promise<void>

/**
 * Removes what ended longer ago than the retention, with its attempts, slice by slice, and what was typed before; ends
 * what was parked for longer; removes the tombstones that are left with nothing. Answers how many deliveries it removed.
 */
export async function retain(parts: RetentionParts, breath: Breath, signal?: AbortSignal): Promise<number> {
  const { db, clock, log } = parts
  const before = clock.now() - parts.retentionDays * DAY_MS
  const slice = new Slice(db)
  let expired = 0
  for (const endpoint of await parkedSinceBefore(db.reader, before)) {
    const ids = await waitingAt(db.reader, endpoint, READ_AT_ONCE)
    for (let from = 0; from < ids.length && !signal?.aborted; await breath()) {
      const picked = ids.slice(from, from + slice.size)
      from += picked.length
      expired += await slice.run(async (tx) => {
        await lockLanes(tx, db.dialect)
        return expireParked(tx, db.dialect, endpoint, picked, { before, now: clock.now() })
      })
    }
  }
  let removed = 0
  for (const kind of await kindsEndedBefore(db.reader, before)) {
    let taken = 1
    while (taken > 0 && !signal?.aborted) {
      taken = await slice.run((tx) => removeEnded(tx, db.dialect, kind, before, slice.size))
      removed += taken
      await breath()
    }
  }
  if (removed > 0) await db.transaction((tx) => noteRemoved(tx, before))
  for (const remove of [
    (tx: Tx) => removeTyped(tx, db.dialect, before, slice.size),
    (tx: Tx) => removeDifferences(tx, before, slice.size),
  ]) {
    while (!signal?.aborted && (await slice.run(remove)) > 0) await breath()
  }
  for (const num of await emptyTombstones(db.reader, before))
    await slice.run((tx) => removeTombstone(tx, num, GONE))
  await db.transaction((tx) => deleteEndedSecrets(tx, before))
  await forgetFigures(parts, breath, signal)
  if (removed + expired > 0) log.info({ removed, expired }, 'old deliveries were removed')
  return removed
}

/** Removes the sums that no figure is read from any more. */
async function forgetFigures(
  { db, clock }: RetentionParts,
  breath: Breath,
  signal?: AbortSignal,
): Promise<void> {
  for (const step of ['minute', 'halfHour'] as const) {
    let removed: number
    do {
      removed = await db.transaction((tx) =>
        removeActivity(tx, STEP_MS[step], clock.now() - KEPT_MS[step], LARGEST_SLICE),
      )
      await breath()
    } while (removed === LARGEST_SLICE && !signal?.aborted)
  }
  await db.transaction((tx) => removeWaiting(tx, clock.now() - KEPT_MS.halfHour))
}

/** Write transactions, one node at a time, whose size follows the time that they take. */
class Slice {
  readonly #db: Database
  size = FIRST_SLICE

  constructor(db: Database) {
    this.#db = db
  }

  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#db.transaction(async (tx) => {
      await lockRetention(tx, this.#db.dialect)
      const began = performance.now()
      const answer = await work(tx)
      const ms = performance.now() - began
      if (ms > LONGEST_SLICE_MS) this.size = Math.max(10, Math.floor(this.size / 2))
      else if (ms < LONGEST_SLICE_MS / 2) this.size = Math.min(LARGEST_SLICE, this.size * 2)
      return answer
    })
  }
}

/** The job that keeps the ledger's sums up to date and removes what is older than the retention. */
export function createRetention(parts: RetentionParts): Job {
  return {
    name: 'webhooks retention',
    async run(signal) {
      const rest = createNudge()
      const breath = async () => void (await rest.wait(BREATH_MS, signal))
      let next = 0
      while (!signal.aborted) {
        while (!signal.aborted && (await sumOwed(parts.db)) > 0) await breath()
        if (parts.clock.now() >= next) {
          await retain(parts, breath, signal)
          next = parts.clock.now() + RETENTION_MS
        }
        await rest.wait(jitter(SUMS_MS), signal)
      }
    },
  }
}

/**
 * The lowest position whose event is still needed: younger than the retention, not in the ledger's sums yet, or
 * with a delivery that is kept.
 */
export async function keepsEventsFrom({ db, clock, retentionDays }: RetentionParts): Promise<number> {
  const old = await newestEventBefore(db.reader, clock.now() - retentionDays * DAY_MS)
  const summed = (await readMarks(db.reader)).position
  const kept = (await lowestKept(db.reader)) ?? Number.POSITIVE_INFINITY
  return Math.min(old + 1, summed + 1, kept, (await fannedOutTo(db.reader)) + 1)
}
