import { type Clock, type Database, eventsAt, type Span } from '#gatepost'
import { ALL, percentile } from '../delivery/activity.ts'
import { publicId } from '../delivery/delivery.ts'
import { readActivity, readHistogram, readWaiting } from '../repositories/activity.ts'
import {
  countUpTo,
  endpointsInNeed,
  type InNeed,
  MOST_COUNTED,
  oldestOfFirst,
} from '../repositories/figures.ts'
import { barOf, DRAWN, stretchOf } from './spans.ts'

/** Open deliveries looked through for one whose webhook is on. */
const LOOKED_THROUGH = 5000
/** Webhooks that need a hand are counted up to here. */
const MOST_IN_NEED = 1000

/** What went out over a span, and what waits. Times are UTC epoch milliseconds. */
export interface Traffic {
  readonly now: number
  /** When the span begins. */
  readonly from: number
  readonly bars: readonly { readonly delivered: number; readonly failed: number }[]
  /** How many waited at the end of each bar. */
  readonly waitingLine: readonly number[]
  readonly delivered: number
  readonly failed: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  /** Open deliveries; `MOST_COUNTED` or more are not counted further. */
  readonly waiting: number
  /** The oldest of them whose webhook is on. */
  readonly oldest: { readonly id: string; readonly at: number } | undefined
  readonly inNeed: readonly InNeed[]
}

/** Reads it from the sums; nothing here takes longer with a longer past. */
export async function readTraffic(db: Database, clock: Clock, span: Span): Promise<Traffic> {
  const read = db.reader
  const now = clock.now()
  const stretch = stretchOf(span, now)
  const [sums, histogram, samples, waiting, first, inNeed] = await Promise.all([
    readActivity(read, [ALL], stretch),
    readHistogram(read, ALL, stretch),
    readWaiting(read, stretch.from),
    countUpTo(read, 'open', MOST_COUNTED),
    oldestOfFirst(read, LOOKED_THROUGH),
    endpointsInNeed(read, MOST_IN_NEED),
  ])
  const bars = Array.from({ length: DRAWN[span].bars }, () => ({ delivered: 0, failed: 0 }))
  for (const { at, succeeded, failed } of sums) {
    const bar = bars[barOf(span, stretch, at)]
    if (!bar) continue
    bar.delivered += succeeded
    bar.failed += failed
  }
  const total = (pick: 'delivered' | 'failed') => bars.reduce((sum, bar) => sum + bar[pick], 0)
  const event = first && (await eventsAt(read, db.dialect, [first.position])).get(first.position)
  return {
    now,
    from: stretch.from,
    bars,
    waitingLine: lineOf(
      bars.length,
      samples.map(({ at, deliveries }) => [barOf(span, stretch, at), deliveries]),
      waiting,
    ),
    delivered: total('delivered'),
    failed: total('failed'),
    p50Ms: percentile(histogram, 0.5),
    p95Ms: percentile(histogram, 0.95),
    waiting,
    oldest: first && event && { id: publicId('dlv', first.id), at: event.at },
    inNeed,
  }
}

/** One value a bar from samples in order of time; a bar in which nobody counted repeats the one before, the last is now. */
function lineOf(
  length: number,
  samples: readonly (readonly [bar: number, value: number])[],
  now: number,
): number[] {
  const line: number[] = []
  let value = 0
  let next = 0
  for (let bar = 0; bar < length; bar += 1) {
    for (let sample = samples[next]; sample && sample[0] <= bar; sample = samples[next]) {
      value = sample[1]
      next += 1
    }
    line.push(bar === length - 1 ? now : value)
  }
  return line
}
