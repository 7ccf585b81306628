import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'

/** Parked events read at once; where there are more, something else is wrong. */
const MOST_PARKED = 1000

/** How far a subscriber has read the log, and how its last batch went. */
export interface SubscriberCursor {
  readonly name: string
  readonly position: number
  /** Failed tries of the batch at the cursor. */
  readonly failures: number
  readonly retryAt: number
}

/** Makes the cursor of a subscriber seen for the first time; it begins at `position`. */
export async function ensureCursor(tx: Tx, name: string, position: number, now: number): Promise<void> {
  await tx('subscriber_cursors')
    .insert({ name, position, seen_at: now })
    .onConflict('name')
    .merge({ seen_at: now })
}

/** Locks the row of the cursor until `tx` ends, so that two nodes never hand out the same batch. */
export async function lockCursor(tx: Tx, dialect: Dialect, name: string): Promise<void> {
  // Where there is one writer it is this one.
  if (!dialect.oneWriter)
    await dialect.post(dialect.forUpdate(tx('subscriber_cursors').where({ name })).select('name'))
}

/** Where the subscriber is, once its cursor is locked. */
export async function readCursor(tx: Tx, name: string): Promise<SubscriberCursor> {
  const row = await tx('subscriber_cursors').where({ name }).first('position', 'failures', 'retry_at')
  if (!row) throw new Error(`subscriber ${name} has no cursor`)
  return { name, position: row.position, failures: row.failures, retryAt: row.retry_at }
}

export async function moveCursor(
  tx: Tx,
  dialect: Dialect,
  name: string,
  position: number,
  now: number,
): Promise<void> {
  await dialect.post(
    tx('subscriber_cursors').where({ name }).update({ position, failures: 0, retry_at: 0, seen_at: now }),
  )
}

/** Counts a failed batch; nobody tries again before `retryAt`. */
export async function recordFailure(tx: Tx, name: string, retryAt: number): Promise<void> {
  await tx('subscriber_cursors').where({ name }).update({ retry_at: retryAt }).increment('failures', 1)
}

export async function listCursors(read: Read): Promise<SubscriberCursor[]> {
  const rows = await read('subscriber_cursors')
    .orderBy('name')
    .select('name', 'position', 'failures', 'retry_at')
  return rows.map((row) => ({
    name: row.name,
    position: row.position,
    failures: row.failures,
    retryAt: row.retry_at,
  }))
}

/** How far a subscriber has read; 0 before its first batch. */
export async function cursorPosition(read: Read, name: string): Promise<number> {
  const row: { position: number } | undefined = await read('subscriber_cursors')
    .where({ name })
    .first('position')
  return row?.position ?? 0
}

/** The positions that were set aside for a subscriber after it failed on them, in order. */
export async function parkedPositions(read: Read, name: string): Promise<number[]> {
  const rows: { position: number }[] = await read('parked_events')
    .where({ subscriber: name })
    .orderBy('position')
    .select('position')
  return rows.map((row) => row.position)
}

/** Sets an event aside for this subscriber alone. */
export async function parkEvent(
  tx: Tx,
  name: string,
  position: number,
  error: string,
  now: number,
): Promise<void> {
  await tx('parked_events')
    .insert({ subscriber: name, position, error, parked_at: now })
    .onConflict(['subscriber', 'position'])
    .ignore()
}

export async function countParked(read: Read): Promise<number> {
  const row = await read('parked_events').count({ count: '*' }).first()
  return Number(row?.count ?? 0)
}

/** Cursors that count for what may be removed: those of `live` subscribers, and others seen since `since`. */
export async function countedCursors(
  read: Read,
  live: readonly string[],
  since: number,
): Promise<{ name: string; position: number }[]> {
  return read('subscriber_cursors')
    .whereIn('name', [...live])
    .orWhere('seen_at', '>=', since)
    .select('name', 'position')
}

/** The lowest position that is set aside for any subscriber. */
export async function lowestParked(read: Read): Promise<number | undefined> {
  const row: { position: number } | undefined = await read('parked_events')
    .orderBy('position')
    .first('position')
  return row?.position
}

/** Those of these users about whom an event is set aside for any subscriber. */
export async function usersWithParked(read: Read, userIds: readonly string[]): Promise<string[]> {
  const rows: { subject: string }[] = await read('parked_events')
    .join('log', 'log.position', 'parked_events.position')
    .join('events', 'events.seq', 'log.seq')
    .whereIn('events.subject', [...userIds])
    .distinct('events.subject')
  return rows.map((row) => row.subject)
}

export interface ParkedEvent {
  readonly subscriber: string
  readonly position: number
  readonly error: string
  readonly parkedAt: number
}

/** What was set aside for whichever subscriber, in the order of the log; there is little of it. */
export async function parkedEvents(read: Read): Promise<ParkedEvent[]> {
  const rows: { subscriber: string; position: number; error: string; parked_at: number }[] = await read(
    'parked_events',
  )
    .orderBy('position')
    .limit(MOST_PARKED)
    .select('subscriber', 'position', 'error', 'parked_at')
  return rows.map(({ parked_at, ...row }) => ({ ...row, parkedAt: parked_at }))
}

/** Whether this event is set aside for this subscriber; the cursor's lock is held. */
export async function findParked(tx: Tx, name: string, position: number): Promise<boolean> {
  const row = await tx('parked_events').where({ subscriber: name, position }).first('position')
  return row !== undefined
}

export async function removeParked(tx: Tx, name: string, position: number): Promise<void> {
  await tx('parked_events').where({ subscriber: name, position }).delete()
}

/** Another try failed, by this error. */
export async function noteParkedError(
  tx: Tx,
  name: string,
  position: number,
  error: string,
  now: number,
): Promise<void> {
  await tx('parked_events').where({ subscriber: name, position }).update({ error, parked_at: now })
}
