/**
 * What the console shows beyond the rows themselves: figures over time, who stands before whom, and whom an event
 * is about. Reads only. Times are UTC epoch milliseconds.
 */
import type { Clock, Database } from '#gatepost'
import { eventsAt } from '#gatepost'
import { percentile, STEP_MS } from './delivery/activity.ts'
import { integerId, publicId } from './delivery/delivery.ts'
import {
  type ActivitySum,
  endpointNumbers,
  onlyProbed,
  readActivity,
  readHistogram,
  type Stretch,
} from './repositories/activity.ts'
import { countUpTo, endpointsInNeed, type InNeed, MOST_COUNTED } from './repositories/figures.ts'
import {
  countAhead,
  countBehind,
  countMissed,
  countOpenAndDead,
  laneNeighbours,
  type LaneNeighbour as NeighbourRow,
  oldestOpen,
} from './repositories/lane-places.ts'
import type { DeliveryView } from './service.ts'

/** Bars of a day: one for each half hour, the one that goes on included. */
const STEPS = 48
/** Missed deliveries are counted up to here: an endpoint may have been off for a month. */
export const MOST_MISSED = 10_000

/** How attempts at an endpoint went in the last day. */
export interface Activity {
  readonly since: number
  /** One for each half hour, oldest first. */
  readonly steps: readonly { readonly delivered: number; readonly failed: number }[]
  readonly delivered: number
  readonly failed: number
}

/** The same with how long the answers took; null without any success. */
export interface TimedActivity extends Activity {
  /** Half of the successful attempts took at most this long. */
  readonly p50Ms: number | null
  /** 95 % of them did. */
  readonly p95Ms: number | null
}

/** What a row of a list says besides its delivery. */
export interface RowContext {
  readonly user: { readonly id: string; readonly name: string } | null
  /** Open deliveries of the same lane that go first; counted for held ones, to a thousand. */
  readonly ahead: number
  /** Whether its webhook is only probed at the moment. */
  readonly failing: boolean
}

export interface LaneNeighbour {
  readonly id: string
  readonly state: NeighbourRow['state']
  readonly type: string
  readonly at: number
}

export interface LanePlace {
  /** What goes first, the nearest first; three at most. */
  readonly ahead: readonly LaneNeighbour[]
  readonly aheadCount: number
  /** What waits behind, the next one first; five at most. */
  readonly behind: readonly LaneNeighbour[]
  readonly behindCount: number
}

export interface Reports {
  activity(endpointId: string): Promise<TimedActivity>
  /** The last day of several endpoints, by endpoint id. */
  activities(endpointIds: readonly string[]): Promise<ReadonlyMap<string, Activity>>
  /** Endpoints that need a hand, the first `limit` of them. */
  inNeed(limit: number): Promise<readonly InNeed[]>
  /** How many deliveries of all endpoints are open and dead, up to `MOST_COUNTED` each. */
  totals(): Promise<{ readonly open: number; readonly dead: number }>
  /** How many deliveries are open and dead, by endpoint id. */
  counts(endpointIds: readonly string[]): Promise<ReadonlyMap<string, { open: number; dead: number }>>
  /** How many deliveries were skipped while it was off, up to one more than `MOST_MISSED`. */
  missed(endpointId: string): Promise<number>
  /** Since when the oldest open delivery waits, by endpoint id; absent where nothing does. */
  waitingSince(endpointIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  contextOf(deliveries: readonly DeliveryView[]): Promise<ReadonlyMap<string, RowContext>>
  lanePlace(deliveryId: string): Promise<LanePlace>
}

/** Reads for the console, on the database's reader. */
export function createReports(db: Database, clock: Clock): Reports {
  const read = db.reader
  return {
    async activity(endpointId) {
      const day = lastDay(clock.now())
      const [num] = (await endpointNumbers(read, [endpointId])).keys()
      if (num === undefined) return { ...sumUp([], day), p50Ms: null, p95Ms: null }
      const [sums, histogram] = await Promise.all([
        readActivity(read, [num], day),
        readHistogram(read, num, day),
      ])
      return {
        ...sumUp(sums, day),
        p50Ms: percentile(histogram, 0.5),
        p95Ms: percentile(histogram, 0.95),
      }
    },

    async activities(endpointIds) {
      const day = lastDay(clock.now())
      const ids = await endpointNumbers(read, endpointIds)
      const sums = new Map([...ids.keys()].map((num): [number, ActivitySum[]] => [num, []]))
      for (const sum of await readActivity(read, [...ids.keys()], day)) sums.get(sum.endpoint)?.push(sum)
      return new Map([...sums].map(([num, own]) => [ids.get(num) ?? '', sumUp(own, day)]))
    },

    inNeed: (limit) => endpointsInNeed(read, limit),

    async totals() {
      const [open, dead] = await Promise.all([
        countUpTo(read, 'open', MOST_COUNTED),
        countUpTo(read, 'dead', MOST_COUNTED),
      ])
      return { open, dead }
    },

    async counts(endpointIds) {
      const ids = await endpointNumbers(read, endpointIds)
      const counts = new Map(endpointIds.map((id) => [id, { open: 0, dead: 0 }]))
      for (const { endpoint, state, count } of await countOpenAndDead(read, [...ids.keys()])) {
        const own = counts.get(ids.get(endpoint) ?? '')
        if (own) own[state] += count
      }
      return counts
    },

    async missed(endpointId) {
      const [num] = (await endpointNumbers(read, [endpointId])).keys()
      return num === undefined ? 0 : countMissed(read, num, MOST_MISSED + 1)
    },

    async waitingSince(endpointIds) {
      const ids = await endpointNumbers(read, endpointIds)
      const oldest = await oldestOpen(read, [...ids.keys()])
      const events = await eventsAt(read, db.dialect, [...oldest.values()])
      const since = new Map<string, number>()
      for (const [num, position] of oldest) {
        const at = events.get(position)?.at
        if (at !== undefined) since.set(ids.get(num) ?? '', at)
      }
      return since
    },

    async contextOf(deliveries) {
      const positions = [...new Set(deliveries.map(({ event }) => event.position))]
      const held = deliveries
        .filter(({ state }) => state === 'held')
        .map(({ id }) => integerId('dlv', id) ?? 0)
      const [events, ahead, failing] = await Promise.all([
        eventsAt(read, db.dialect, positions),
        countAhead(read, db.dialect, held),
        onlyProbed(read, [...new Set(deliveries.map(({ endpoint }) => endpoint.id))]),
      ])
      return new Map(
        deliveries.map(({ id, event, endpoint }) => [
          id,
          {
            user: userOf(event.subject, events.get(event.position)?.data),
            ahead: ahead.get(integerId('dlv', id) ?? 0) ?? 0,
            failing: failing.has(endpoint.id),
          },
        ]),
      )
    },

    async lanePlace(deliveryId) {
      const id = integerId('dlv', deliveryId) ?? 0
      const [ahead, behind, aheadCount, behindCount] = await Promise.all([
        laneNeighbours(read, id, 'ahead', 3),
        laneNeighbours(read, id, 'behind', 5),
        countAhead(read, db.dialect, [id]),
        countBehind(read, id),
      ])
      return {
        ahead: ahead.map(neighbour),
        aheadCount: aheadCount.get(id) ?? 0,
        behind: behind.map(neighbour),
        behindCount,
      }
    },
  }
}

const neighbour = ({ id, ...row }: NeighbourRow): LaneNeighbour => ({ id: publicId('dlv', id), ...row })

function lastDay(now: number): Stretch {
  const step = STEP_MS.halfHour
  const last = now - (now % step)
  return { step, from: last - (STEPS - 1) * step, last }
}

function sumUp(sums: readonly ActivitySum[], { step, from }: Stretch): Activity {
  const steps = Array.from({ length: STEPS }, () => ({ delivered: 0, failed: 0 }))
  for (const { at, succeeded, failed } of sums) steps[(at - from) / step] = { delivered: succeeded, failed }
  const total = (pick: 'delivered' | 'failed') => steps.reduce((sum, one) => sum + one[pick], 0)
  return { since: from, steps, delivered: total('delivered'), failed: total('failed') }
}

/** The user that an event is about, under the name it carries; the bare id once the payload is erased. */
function userOf(subject: string | null, data: LoggedData): RowContext['user'] {
  if (!subject?.startsWith('usr_')) return null
  const user = data?.user
  const field = (name: string): string | undefined => {
    const value: unknown = typeof user === 'object' && user !== null ? Reflect.get(user, name) : undefined
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return { id: subject, name: field('name') ?? field('username') ?? field('email') ?? subject }
}
type LoggedData = Readonly<Record<string, unknown>> | null | undefined
