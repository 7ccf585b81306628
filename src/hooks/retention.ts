import type { Database } from '../db/database.ts'
import type { Clock } from '../lib/clock.ts'
import { anyEventBelow, removeEventsBelow } from '../repositories/log-removal.ts'
import { countedCursors, lowestParked } from '../repositories/subscriber-cursors.ts'
import type { Subscriber } from './contract.ts'

/** Removed in one transaction, which keeps it under ten milliseconds. */
const SLICE = 150
/** The cursor of a plugin that is gone for longer holds up nobody. */
const ABSENT_MS = 30 * 24 * 3_600_000

export interface RetentionParts {
  readonly db: Database
  readonly clock: Clock
  readonly subscribers: readonly Subscriber[]
}

/**
 * Removes a slice of the oldest events that nobody needs any more, and answers how many; again until 0. An event
 * stays while it stands above a live cursor, while it is set aside for a subscriber, and while a subscriber says
 * that it keeps it. With no subscriber that says anything, events are kept for ever.
 */
export async function removeOldEvents(parts: RetentionParts): Promise<number> {
  const { db } = parts
  const position = await oldestNeeded(parts)
  if (position === undefined || !(await anyEventBelow(db.reader, position))) return 0
  return db.transaction((tx) => removeEventsBelow(tx, position, SLICE))
}

/**
 * What is below a cursor may be set aside, and what was set aside may be taken again: asked in this order, an event that
 * goes on meanwhile is seen where it was or where it is.
 */
async function oldestNeeded({ db, clock, subscribers }: RetentionParts): Promise<number | undefined> {
  const names = subscribers.map(({ name }) => name)
  const cursors = await countedCursors(db.reader, names, clock.now() - ABSENT_MS)
  const parked = (await lowestParked(db.reader)) ?? Number.POSITIVE_INFINITY
  const said = await Promise.all(subscribers.flatMap((subscriber) => subscriber.keepsEventsFrom?.() ?? []))
  if (said.length === 0) return undefined
  // A subscriber that never ran has no cursor: it has still to read everything.
  const read = names.map((name) => cursors.find((cursor) => cursor.name === name)?.position ?? 0)
  return Math.min(
    parked,
    ...said,
    ...[...read, ...cursors.map(({ position }) => position)].map((at) => at + 1),
  )
}
