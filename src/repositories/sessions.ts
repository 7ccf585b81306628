import type { Read, Tx } from '../db/database.ts'
import type { Session } from '../domain/session.ts'
import { deleteSlice } from './slice.ts'

interface SessionRow {
  id: string
  user_id: string
  methods: string
  ip: string | null
  user_agent: string | null
  created_at: number
  last_seen_at: number
  expires_at: number
  remembered: boolean | number
}

export async function insertSession(tx: Tx, session: Session): Promise<void> {
  await tx('sessions').insert({
    id: session.id,
    user_id: session.userId,
    methods: JSON.stringify(session.methods),
    ip: session.ip,
    user_agent: session.userAgent,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
    remembered: session.remembered,
  })
}

/** A session that has not ended. */
export async function findSession(read: Read, id: string, now: number): Promise<Session | undefined> {
  const row: SessionRow | undefined = await read('sessions')
    .where({ id })
    .where('expires_at', '>', now)
    .first('*')
  return row && toSession(row)
}

/** A user's live sessions, newest first. */
export async function listSessionRows(read: Read, userId: string, now: number): Promise<Session[]> {
  const rows: SessionRow[] = await read('sessions')
    .where({ user_id: userId })
    .where('expires_at', '>', now)
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .select('*')
  return rows.map(toSession)
}

export interface WhichSessions {
  /** This one alone. */
  readonly only?: string | undefined
  /** All but this one. */
  readonly except?: string | undefined
}

/**
 * Ends a locked user's live sessions and answers which, oldest first. Read, then removed by id: knex drops
 * `returning` from a delete on SQLite.
 */
export async function deleteSessions(
  tx: Tx,
  userId: string,
  which: WhichSessions,
  now: number,
): Promise<Session[]> {
  const query = tx('sessions').where({ user_id: userId }).where('expires_at', '>', now)
  if (which.only !== undefined) query.where({ id: which.only })
  if (which.except !== undefined) query.whereNot({ id: which.except })
  const rows: SessionRow[] = await query.orderBy(['created_at', 'id']).select('*')
  const ids = rows.map((row) => row.id)
  if (ids.length > 0) await tx('sessions').whereIn('id', ids).delete()
  return rows.map(toSession)
}

/** Notes that the session was used, unless that was noted after `seenBefore`. */
export async function touchSessionRow(
  tx: Tx,
  id: string,
  seen: { readonly at: number; readonly before: number; readonly expiresAt: number },
): Promise<void> {
  await tx('sessions')
    .where({ id })
    .where('last_seen_at', '<=', seen.before)
    .update({ last_seen_at: seen.at, expires_at: seen.expiresAt })
}

export async function sweepSessions(tx: Tx, now: number, limit: number): Promise<number> {
  return deleteSlice(tx, 'sessions', 'id', (query) => query.where('expires_at', '<=', now), limit)
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id,
    methods: JSON.parse(row.methods),
    ip: row.ip,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    remembered: Boolean(row.remembered),
  }
}
