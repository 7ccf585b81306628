import type { Read } from '../db/database.ts'

/**
 * Clocks of several nodes differ, so times in the log rise but roughly. Nothing later than this lies before
 * anything earlier.
 */
const ROUGHLY_MS = 10 * 60_000
/** Places looked at in one statement: a million events take four of them, one after the other. */
const PLACES = 32

/**
 * The position up to which every event is older than `at`; the position before the first one when none is. Times
 * rise with positions, so the way through the log is cut into ever smaller parts and no index of times is needed.
 */
export async function newestEventBefore(read: Read, at: number): Promise<number> {
  const ends = (order: 'asc' | 'desc') => position(read).orderBy('log.position', order).first()
  const first: Place | undefined = await ends('asc')
  const last: Place | undefined = await ends('desc')
  if (!first || !last) return 0
  let low = first.position - 1
  let high = last.position
  while (low < high) {
    const step = Math.ceil((high - low) / PLACES)
    const places = Array.from({ length: Math.floor((high - low) / step) }, (_, n) => low + (n + 1) * step)
    const rows: Place[] = await position(read).whereIn('log.position', places)
    const older = new Set(rows.filter((row) => row.at < at - ROUGHLY_MS).map((row) => row.position))
    // A hole cannot be; taken for too young, it ends the search early.
    const young = places.find((place) => !older.has(place))
    if (young === undefined) low += places.length * step
    else [low, high] = [young - step, young - 1]
  }
  return low
}

/** The positions between which every event from `from` to `until` lies; wider than that by the clocks' difference. */
export async function positionsBetween(
  read: Read,
  from: number | null,
  until: number | null,
  newest: number,
): Promise<{ after: number; last: number }> {
  // Side by side: each is a score of questions, one after the other.
  const [after, last] = await Promise.all([
    from === null ? 0 : newestEventBefore(read, from),
    until === null ? newest : newestEventBefore(read, until + 2 * ROUGHLY_MS),
  ])
  return { after, last: Math.min(last, newest) }
}

interface Place {
  position: number
  at: number
}

const position = (read: Read) =>
  read('log').join('events', 'events.seq', 'log.seq').select('log.position', 'events.at')
