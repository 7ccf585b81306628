/**
 * What the console shows beyond the rows themselves: figures over time, who stands before whom, and whom an event
 * is about. Reads only. Times are UTC epoch milliseconds.
 */
import type { Clock, Database } from '#gatepost'
import { eventsAt } from '#gatepost'
import { integerId, publicId } from './delivery/delivery.ts'
import {
  endpointNumbers,
  firstAttempt,
  onlyProbed,
  successDurations,
  sumAttempts,
} from './repositories/activity.ts'
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

const DAY_MS = 24 * 3_600_000
/** Bars of a day: one for each half hour. */
const STEPS = 48
/** Attempts looked at for a figure at most; behind this a day's figures begin later than a day ago. */
const LOOKED_AT = 100_000
/** Missed deliveries are counted up to here: an endpoint may have been off for a month. */
export const MOST_MISSED = 10_000

/** How attempts at an endpoint went in the last day. */
export interface Activity {
  readonly since: number
  /** One for each half hour, oldest first. */
  readonly steps: readonly { readonly delivered: number; readonly failed: number }[]
  readonly delivered: number
  readonly failed: number
  /** 95 % of the successful attempts took at most this long; null without any. */
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
  activity(endpointId: string): Promise<Activity>
  /** Attempts of the last day that succeeded and failed, by endpoint id. */
  success(endpointIds: readonly string[]): Promise<ReadonlyMap<string, { delivered: number; failed: number }>>
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
      const stepMs = DAY_MS / STEPS
      const since = clock.now() - DAY_MS
      const steps = Array.from({ length: STEPS }, () => ({ delivered: 0, failed: 0 }))
      const from = await firstAttempt(read, since, LOOKED_AT)
      const [num] = (await endpointNumbers(read, [endpointId])).keys()
      if (from === undefined || num === undefined)
        return { since, steps, delivered: 0, failed: 0, p95Ms: null }
      const sums = await sumAttempts(read, { from, since, stepMs }, [num])
      for (const { step, succeeded, failed } of sums)
        steps[Math.min(step, STEPS - 1)] = { delivered: succeeded, failed }
      const total = (pick: 'succeeded' | 'failed') => sums.reduce((sum, one) => sum + one[pick], 0)
      return {
        since,
        steps,
        delivered: total('succeeded'),
        failed: total('failed'),
        p95Ms: percentile(await successDurations(read, from, num), 0.95),
      }
    },

    async success(endpointIds) {
      const since = clock.now() - DAY_MS
      const from = await firstAttempt(read, since, LOOKED_AT)
      if (from === undefined) return new Map()
      const ids = await endpointNumbers(read, endpointIds)
      // One step longer than any clock: a sum of all.
      const sums = await sumAttempts(read, { from, since, stepMs: 100 * DAY_MS }, [...ids.keys()])
      return new Map(
        sums.map(({ endpoint, succeeded, failed }) => [
          ids.get(endpoint) ?? '',
          { delivered: succeeded, failed },
        ]),
      )
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

/** The smallest value that at least this share of a sorted histogram does not exceed; null when it is empty. */
export function percentile(
  histogram: readonly { readonly ms: number; readonly count: number }[],
  share: number,
): number | null {
  const all = histogram.reduce((sum, { count }) => sum + count, 0)
  let seen = 0
  for (const { ms, count } of histogram) {
    seen += count
    if (seen >= share * all) return ms
  }
  return null
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
