import { type SessionData, Store } from 'express-session'
import type { Database } from '../db/database.ts'
import type { Clock } from '../lib/clock.ts'
import { hashToken } from '../lib/secrets.ts'

/** A page view moves the end of a session by at least this much, or is not written: most requests only read. */
const TOUCH_STEP_MS = 5 * 60_000
const SWEEP_SLICE = 1000

type Done = (error?: unknown) => void
type Found = (error: unknown, session?: SessionData | null) => void

/** Sessions of browsers for express-session, and the sweep of those that ended by themselves. */
export interface BrowserSessions {
  readonly store: Store
  /** Removes at most one slice of expired rows; answers how many. */
  sweep(): Promise<number>
}

/**
 * Keeps browser sessions in `browser_sessions` under the hash of the cookie's value, so that a copy of the
 * database opens nobody's account. Reads go to the readers and never wait behind a writer. A row whose cookie has no
 * end of its own is kept for `idleMs` after each use.
 */
export function createBrowserSessions(database: Database, clock: Clock, idleMs: number): BrowserSessions {
  const { transaction, reader, dialect } = database
  // Counted by our clock and not taken from the cookie, which reads the time by itself.
  const expiry = (session: SessionData) => clock.now() + (session.cookie.originalMaxAge ?? idleMs)

  const read = async (sid: string): Promise<SessionData | null> => {
    const row: { sess: string; expired: number } | undefined = await reader('browser_sessions')
      .where({ sid: hashToken(sid) })
      .first('sess', 'expired')
    if (!row || row.expired <= clock.now()) return null
    return JSON.parse(row.sess)
  }
  /** What was last written of the session object of a request: express-session writes a new one at its end again. */
  const written = new WeakMap<SessionData, string>()
  const write = async (sid: string, session: SessionData) => {
    const { cookie, ...rest } = session
    const what = JSON.stringify([sid, rest, cookie.originalMaxAge])
    if (written.get(session) === what) return
    const row = { sid: hashToken(sid), sess: JSON.stringify(session), expired: expiry(session) }
    await transaction((tx) => dialect.post(tx('browser_sessions').insert(row).onConflict('sid').merge()))
    written.set(session, what)
  }
  const extend = async (sid: string, session: SessionData) => {
    const until = expiry(session)
    const key = hashToken(sid)
    const due = await reader('browser_sessions')
      .where({ sid: key })
      .where('expired', '<', until - TOUCH_STEP_MS)
      .first('sid')
    if (!due) return
    await transaction((tx) =>
      dialect.post(tx('browser_sessions').where({ sid: key }).update({ expired: until })),
    )
  }
  const remove = async (sid: string) => {
    const row = { sid: hashToken(sid) }
    // A stranger's session ends at the sign-in and was never written.
    if (await reader('browser_sessions').where(row).first('sid'))
      await transaction((tx) => dialect.post(tx('browser_sessions').where(row).delete()))
  }

  class DatabaseStore extends Store {
    override get(sid: string, done: Found): void {
      read(sid).then((session) => done(null, session), done)
    }
    override set(sid: string, session: SessionData, done: Done = () => {}): void {
      write(sid, session).then(() => done(), done)
    }
    override touch(sid: string, session: SessionData, done: Done = () => {}): void {
      extend(sid, session).then(() => done(), done)
    }
    override destroy(sid: string, done: Done = () => {}): void {
      remove(sid).then(() => done(), done)
    }
  }

  return {
    store: new DatabaseStore(),
    sweep: () =>
      transaction(async (tx) => {
        const slice = tx('browser_sessions')
          .where('expired', '<=', clock.now())
          .limit(SWEEP_SLICE)
          .select('sid')
        return tx('browser_sessions').whereIn('sid', slice).delete()
      }),
  }
}
