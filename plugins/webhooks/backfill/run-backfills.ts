import {
  type Clock,
  createNudge,
  type Database,
  findCommitted,
  type HostUsers,
  type Job,
  jitter,
  type Keyring,
  type Nudge,
  type Tx,
} from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import { shareLanes } from '../delivery/locks.ts'
import { windowOf } from '../delivery/window.ts'
import {
  countOnTheWay,
  lockBackfill,
  moveBackfill,
  openBackfills,
  setBackfillState,
  skipStopped,
} from '../repositories/backfills.ts'
import { promoteHeads } from '../repositories/deliveries.ts'
import { endpointsByNum } from '../repositories/endpoints.ts'
import { fannedOutTo } from '../repositories/ledger.ts'
import { differingIds } from '../repositories/repairs.ts'
import type { Backfill } from './backfill.ts'

/** A nudge only saves time: this is how long a lost one can cost, give or take a fifth. */
const POLL_MS = 1000
/** How soon to look whether a slice is fanned out, and how often at most what became of answers. */
const SOON_MS = 20
/** Users in one transaction, whose rows are locked meanwhile: under ten milliseconds. */
const SLICE = 100
/** Deliveries ended in one transaction. */
const STOPPED_AT_ONCE = 500

export interface BackfillParts {
  readonly db: Database
  readonly clock: Clock
  readonly keyring: Keyring
  readonly users: HostUsers
  /** Woken when a backfill begins, stops, or had an answer. */
  readonly woken: Nudge
  /** Called after a commit that made something due. */
  wake(): void
}

export interface BackfillJob extends Job {
  /** Deliveries were recorded; costs nothing while no backfill runs. */
  recorded(): void
}

/** The job that carries backfills on, slice by slice. What it needs to know is in the database: it may end anywhere. */
export function createBackfillJob(parts: BackfillParts): BackfillJob {
  let running = false
  return {
    name: 'webhooks backfill',
    recorded() {
      if (running) parts.woken.nudge()
    },
    async run(signal) {
      const breath = createNudge()
      while (!signal.aborted) {
        const open = await openBackfills(parts.db.reader)
        running = open.length > 0
        const steps: Step[] = []
        for (const backfill of open) steps.push(await carryOn(parts, backfill))
        if (steps.includes('moved')) continue
        if (!steps.includes('soon')) await parts.woken.wait(jitter(POLL_MS), signal)
        await breath.wait(SOON_MS, signal)
      }
    },
  }
}

/** `moved`: the next step may follow at once. `soon`: it waits for fan-out. `rests`: for answers, or for an operator. */
export type Step = 'moved' | 'soon' | 'rests'

/** One step of one backfill. */
export async function carryOn(parts: BackfillParts, backfill: Backfill): Promise<Step> {
  const { db, keyring } = parts
  if (await notFannedOut(parts, backfill)) return 'soon'
  const [endpoint] = await endpointsByNum(db.reader, keyring, [backfill.endpoint])
  if (backfill.state === 'stopping' || !endpoint || endpoint.deletedAt !== null) return stop(parts, backfill)
  // Parked with its endpoint: what is open waits there, and nothing more is added to it.
  if (!endpoint.enabled) return 'rests'
  const open = await countOnTheWay(db.reader, backfill.id)
  if (backfill.afterId >= backfill.untilId) return open > 0 ? 'rests' : end(parts, backfill, 'done')
  const room = Math.min(SLICE, windowOf(endpoint) - open)
  // Half a window at least, so that a long backfill is not many small transactions.
  if (room < Math.min(SLICE, windowOf(endpoint) / 2)) return 'rests'
  return announceNext(parts, backfill, endpoint.id, room)
}

/** Whether the newest slice has not become deliveries yet. */
async function notFannedOut({ db }: BackfillParts, { lastEvent }: Backfill): Promise<boolean> {
  if (lastEvent === null) return false
  const event = await findCommitted(db.reader, lastEvent)
  // Retention removes nothing that is not fanned out.
  if (!event) return false
  return event.position === null || event.position > (await fannedOutTo(db.reader))
}

async function announceNext(
  { db, users }: BackfillParts,
  backfill: Backfill,
  endpoint: string,
  room: number,
): Promise<Step> {
  const { id, repair, choice, afterId, untilId, context } = backfill
  const range = { after: afterId, until: untilId }
  const ids = await nextIds()
  const upTo = ids.length < room ? untilId : (ids.at(-1) ?? untilId)
  return db.transaction(async (tx) => {
    if (!(await isStillAt(tx, db, backfill))) return 'rests'
    const draft = { type: 'user.snapshot', gone: 'user.gone', target: [endpoint], context }
    const told =
      ids.length === 0
        ? { here: 0, gone: 0, lastEvent: undefined }
        : await users.announceStates(tx, ids, { ...draft, adds: { backfillId: publicId('bkf', id) } })
    const announced = told.here + told.gone
    await moveBackfill(tx, id, { afterId: upTo, announced, lastEvent: told.lastEvent })
    return 'moved'
  })

  async function nextIds(): Promise<readonly string[]> {
    if (repair !== null) return differingIds(db.reader, repair, range, room)
    // Who is named and gone is told as gone.
    if (choice.ids) return choice.ids.filter((one) => one > afterId && one <= untilId).slice(0, room)
    return users.ids(choice, range, room)
  }
}

/** False when it was stopped, or moved on by another node, since it was read. Its row is locked from here on. */
async function isStillAt(tx: Tx, { dialect }: Database, { id, afterId }: Backfill): Promise<boolean> {
  const current = await lockBackfill(tx, dialect, id)
  return current?.state === 'running' && current.afterId === afterId
}

/** Ends what waits, slice by slice; what is in flight is let end. */
async function stop(parts: BackfillParts, backfill: Backfill): Promise<Step> {
  const { db, clock } = parts
  const skipped = await db.transaction(async (tx) => {
    const current = await lockBackfill(tx, db.dialect, backfill.id)
    if (current?.state === 'running') await setBackfillState(tx, backfill.id, 'stopping', clock.now())
    await shareLanes(tx, db.dialect)
    const { count, lanes } = await skipStopped(tx, db.dialect, backfill.id, STOPPED_AT_ONCE, clock.now())
    await promoteHeads(tx, db.dialect, lanes, clock.now())
    return count
  })
  if (skipped > 0) {
    parts.wake()
    return 'moved'
  }
  return (await countOnTheWay(db.reader, backfill.id)) > 0 ? 'rests' : end(parts, backfill, 'stopped')
}

async function end({ db, clock }: BackfillParts, { id }: Backfill, to: 'done' | 'stopped'): Promise<Step> {
  const from = to === 'done' ? 'running' : 'stopping'
  await db.transaction(async (tx) => {
    const current = await lockBackfill(tx, db.dialect, id)
    if (current?.state === from) await setBackfillState(tx, id, to, clock.now())
  })
  return 'rests'
}
