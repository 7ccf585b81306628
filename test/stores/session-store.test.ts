import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { Cookie, type SessionData, type Store } from 'express-session'
import { hashToken } from '../../src/lib/secrets.ts'
import { type BrowserSessions, createBrowserSessions } from '../../src/stores/session-store.ts'
import { movedClock } from '../support/clock.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const HOUR = 3_600_000

describe('the store of browser sessions', () => {
  let database: TestDatabase
  let sessions: BrowserSessions
  const clock = movedClock()
  before(async () => {
    database = await openTestDatabase()
  })
  after(() => database.close())
  beforeEach(async () => {
    await database.db.transaction((tx) => tx('browser_sessions').delete())
    sessions = createBrowserSessions(database.db, clock, HOUR)
  })

  const data = (lifeMs = HOUR): SessionData => {
    const cookie = new Cookie()
    cookie.originalMaxAge = lifeMs
    return { cookie, passport: { user: 'ses_1' } }
  }
  const read = (sid: string) =>
    promisify<string, SessionData | null | undefined>((id, done) => sessions.store.get(id, done))(sid)
  const done = (run: (store: Store, done: (error?: unknown) => void) => void) =>
    promisify<void>((callback) => run(sessions.store, callback))()
  const write = (sid: string, session: SessionData) => done((store, end) => store.set(sid, session, end))
  const rows = (): Promise<{ sid: string; expired: number }[]> =>
    database.db.reader('browser_sessions').select()

  it('reads back what it was given', async () => {
    await write('cookie-value', data())
    assert.deepEqual((await read('cookie-value'))?.passport, { user: 'ses_1' })
  })

  it('keeps the cookie’s value as a hash alone', async () => {
    await write('cookie-value', data())
    const [row] = await rows()
    assert.equal(row?.sid, hashToken('cookie-value'))
    assert.ok(!JSON.stringify(row).includes('cookie-value'))
  })

  it('finds nothing once the session is past its end', async () => {
    await write('cookie-value', data(HOUR))
    clock.move(HOUR)
    assert.equal(await read('cookie-value'), null)
  })

  it('finds nothing after the session was destroyed', async () => {
    await write('cookie-value', data())
    await done((store, end) => store.destroy('cookie-value', end))
    assert.equal(await read('cookie-value'), null)
  })

  it('moves the end of a session in steps of five minutes and not at each page', async () => {
    await write('cookie-value', data(HOUR))
    const [before] = await rows()
    const touch = () => done((store, end) => store.touch?.('cookie-value', data(HOUR), () => end()))
    clock.move(60_000)
    await touch()
    assert.equal((await rows())[0]?.expired, before?.expired)
    clock.move(600_000)
    await touch()
    assert.equal((await rows())[0]?.expired, clock.now() + HOUR)
  })

  it('writes a session that a request saves twice once, and again when it changed', async () => {
    const session = data()
    await write('cookie-value', session)
    await database.db.transaction((tx) => tx('browser_sessions').delete())
    await write('cookie-value', session)
    assert.deepEqual(await rows(), [], 'what was written a moment ago was written again')
    session.provenAt = 1
    await write('cookie-value', session)
    assert.equal((await read('cookie-value'))?.provenAt, 1)
    await write('other-value', session)
    assert.equal((await rows()).length, 2)
  })

  it('takes no turn at the writer to end a session that was never written', async () => {
    let transactions = 0
    const counted: BrowserSessions = createBrowserSessions(
      {
        ...database.db,
        transaction: (work) => {
          transactions += 1
          return database.db.transaction(work)
        },
      },
      clock,
      HOUR,
    )
    await promisify<void>((end) => counted.store.destroy('never-written', end))()
    assert.equal(transactions, 0)
    await promisify<void>((end) => counted.store.set('written', data(), end))()
    await promisify<void>((end) => counted.store.destroy('written', end))()
    assert.equal(transactions, 2)
  })

  it('tells the caller of a database that does not answer, and throws nothing into the void', async () => {
    const gone = await openTestDatabase()
    await gone.close()
    const { store } = createBrowserSessions(gone.db, clock, HOUR)
    const failed = new Promise((resolve) => store.get('cookie-value', resolve))
    assert.ok((await failed) instanceof Error)
  })

  it('sweeps rows past their end and leaves the others', async () => {
    await write('old', data(HOUR))
    await write('new', data(3 * HOUR))
    clock.move(2 * HOUR)
    assert.equal(await sessions.sweep(), 1)
    assert.deepEqual(
      (await rows()).map((row) => row.sid),
      [hashToken('new')],
    )
  })
})
