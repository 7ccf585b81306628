import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { hashToken } from '../../src/lib/secrets.ts'
import { blockUser } from '../../src/usecases/block-user.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { codeAt, enrol, givePassword, PASSWORD, register } from '../support/people.ts'
import { csrfOf, type PageVisitor, visitor } from '../support/visit.ts'

const HOUR = 3_600_000

describe('sessions of browsers', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
    for (const name of ['ann', 'bob', 'cyd', 'dan', 'eve']) await register(test.app, name)
  })
  after(() => test.close())

  const browserRows = async () => (await test.db.reader('browser_sessions').select('sid')).length
  /** Whether the cookie stays when the browser closes. */
  const kept = (answer: request.Response) =>
    /Expires=/.test(
      [answer.headers['set-cookie']].flat().find((one) => one?.startsWith('gatepost_session')) ?? '',
    )
  const opensAccount = async (cookies: string) =>
    (await visitor(test.app, { cookies }).get('/account/profile')).status === 200
  const userId = async (username: string): Promise<string> =>
    (await test.db.reader('users').where({ username }).first('id')).id

  it('a stranger who only looks gets no session cookie, and writes no row', async () => {
    const tables = ['browser_sessions', 'sessions', 'limits', 'events', 'one_time_tokens']
    const count = () => Promise.all(tables.map((table) => test.db.reader(table).count({ n: '*' })))
    const before = await count()
    for (const path of [
      '/',
      '/login',
      '/register',
      '/forgot-password',
      '/reset-password?token=x',
      '/nowhere',
    ]) {
      const answer = await request(test.app).get(path)
      assert.ok(!String(answer.headers['set-cookie'] ?? '').includes('gatepost_session'), path)
    }
    assert.deepEqual(await count(), before)
  })

  it('a session id that somebody planted is worth nothing after the sign-in', async () => {
    const planted = 'gatepost_session=s%3Aplanted.signature'
    const browser = visitor(test.app, { cookies: planted })
    await browser.submit('/login', { login: 'ann', password: PASSWORD })
    assert.ok(!browser.cookies().includes('planted'))
    assert.ok(await opensAccount(browser.cookies()))
    assert.ok(!(await opensAccount(planted)))
  })

  it('signing in again ends the id of before', async () => {
    const live = (await test.db.reader('sessions').where({ user_id: await userId('ann') })).length
    const browser = await givePassword(test.app, 'ann')
    const first = browser.cookies()
    await browser.get('/logout')
    const page = await browser.get('/account/confirm')
    await browser.post('/login', { login: 'ann', password: PASSWORD, _csrf: csrfOf(page.text) ?? '' })
    assert.notEqual(browser.cookies(), first)
    assert.ok(!(await opensAccount(first)))
    const list = await browser.get('/account/sessions')
    const listed = await test.db.reader('sessions').where({ user_id: await userId('ann') })
    assert.equal(list.text.split('This browser').length - 1, 1)
    assert.equal(listed.length, live + 1)
  })

  it('the cookie’s value stands nowhere in the database, its hash does', async () => {
    const browser = await givePassword(test.app, 'ann')
    const cookie = decodeURIComponent(/gatepost_session=([^;]+)/.exec(browser.cookies())?.[1] ?? '')
    const sid = cookie.slice(2, cookie.lastIndexOf('.'))
    assert.ok(
      await test.db
        .reader('browser_sessions')
        .where({ sid: hashToken(sid) })
        .first(),
    )
    const dump = JSON.stringify([
      await test.db.reader('browser_sessions').select(),
      await test.db.reader('sessions').select(),
      await test.db.reader('events').select(),
    ])
    assert.ok(!dump.includes(sid))
  })

  it('the cookie is closed to scripts and to other sites; over https also bound to this host', async (t) => {
    const line = async (app: TestApp['app'], name: string, path = '/login') => {
      const page = await request(app).get(path)
      const answer = await request(app)
        .post('/login')
        .set('cookie', [page.headers['set-cookie'] ?? []].flat().join('; '))
        .type('form')
        .send({ login: 'ann', password: PASSWORD, _csrf: csrfOf(page.text) })
      return [answer.headers['set-cookie'] ?? []].flat().find((one) => one.startsWith(`${name}=`)) ?? ''
    }
    for (const name of ['gatepost_session', 'gatepost_device'])
      assert.match(await line(test.app, name), /=.*; Path=\/;.* HttpOnly; SameSite=Lax$/, name)
    const secure = await openTestApp({ settings: { url: 'https://id.example.org' } })
    t.after(() => secure.close())
    await register(secure.app, 'ann')
    for (const name of ['__Host-gatepost', '__Host-gatepost-device'])
      assert.match(await line(secure.app, name), /=.*; Path=\/;.* HttpOnly; Secure; SameSite=Lax$/, name)
  })

  it('twelve hours without a page end a session, a page in between keeps it', async () => {
    const browser = await givePassword(test.app, 'bob')
    test.clock.move(11 * HOUR)
    assert.equal((await browser.get('/account/profile')).status, 200)
    test.clock.move(11 * HOUR)
    assert.equal((await browser.get('/account/profile')).status, 200)
    test.clock.move(12 * HOUR)
    assert.equal((await browser.get('/account/profile')).status, 303)
  })

  it('end when the settings say so, remembered or not', async (t) => {
    const minutes = (idle: number, most: number) => ({ idleMs: idle * 60_000, longestMs: most * 60_000 })
    const sessionLives = { usual: minutes(10, 25), remembered: minutes(30, 70) }
    const other = await openTestApp({ sessionLives })
    t.after(() => other.close())
    await register(other.app, 'ann')
    const opens = async (browser: PageVisitor) => (await browser.get('/account/profile')).status === 200
    const walk = async (remember: boolean, idle: number, most: number) => {
      const browser = visitor(other.app)
      const fields = { login: 'ann', password: PASSWORD, ...(remember ? { remember: 'on' } : {}) }
      const answer = await browser.submit('/login', fields)
      assert.equal(kept(answer), remember)
      let lived = 0
      do {
        other.clock.move((idle - 1) * 60_000)
        lived += idle - 1
      } while (await opens(browser))
      assert.ok(lived >= most && lived < most + idle, `${lived} minutes`)
      await browser.submit('/login', fields)
      other.clock.move(idle * 60_000)
      assert.equal(await opens(browser), false)
    }
    await walk(false, 10, 25)
    await walk(true, 30, 70)
  })

  it('the cookie goes with the browser, and stays where its person ticked the box, through every new id', async () => {
    const form = { login: 'bob', password: PASSWORD }
    assert.equal(kept(await visitor(test.app).submit('/login', form)), false)
    const browser = visitor(test.app)
    assert.equal(kept(await browser.submit('/login', { ...form, remember: 'on' })), true)
    const confirmed = await browser.submit('/account/confirm', { password: PASSWORD })
    assert.equal(kept(confirmed), true)
    test.clock.move(13 * 24 * HOUR)
    assert.equal((await browser.get('/account/profile')).status, 200)
    test.clock.move(14 * 24 * HOUR)
    assert.equal((await browser.get('/account/profile')).status, 303)
  })

  it('the box is kept over the second factor, and over a wrong password', async () => {
    await register(test.app, 'fay')
    const fay = await givePassword(test.app, 'fay')
    const { secret } = await enrol(fay, test.clock.now())
    const browser = visitor(test.app)
    const wrong = await browser.submit('/login', { login: 'fay', password: 'not it, no', remember: 'on' })
    assert.match(wrong.text, /name="remember"[^>]* checked/)
    await browser.submit('/login', { login: 'fay', password: PASSWORD, remember: 'on' })
    test.clock.move(60_000)
    await browser.submit('/login/mfa', { code: codeAt(secret, test.clock.now()) })
    test.clock.move(13 * HOUR)
    assert.equal((await browser.get('/account/profile')).status, 200)
  })

  it('a changed password ends every other browser’s session and gives this one a new id', async () => {
    const here = await givePassword(test.app, 'cyd')
    const there = await givePassword(test.app, 'cyd')
    const before = here.cookies()
    const answer = await here.submit('/account/password', {
      current: PASSWORD,
      password: 'nine loud kettles sing',
    })
    assert.equal(answer.status, 303)
    assert.equal((await here.get('/account/profile')).status, 200)
    assert.equal((await there.get('/account/profile')).status, 303)
    assert.ok(!(await opensAccount(before)))
  })

  it('a wrong current password changes nothing and is told beside its field', async () => {
    const browser = await givePassword(test.app, 'dan')
    const answer = await browser.submit('/account/password', {
      current: 'wrong',
      password: 'nine loud kettles sing',
    })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /id="f-current-error"/)
    assert.ok(await opensAccount((await givePassword(test.app, 'dan')).cookies()))
  })

  it('a blocked user is signed out at once, and the browser’s row is worth nothing any more', async () => {
    const browser = await givePassword(test.app, 'eve')
    await blockUser(test.deps, { userId: await userId('eve') }, { actor: { type: 'cli' } })
    assert.equal((await browser.get('/account/profile')).status, 303)
    assert.equal((await givePassword(test.app, 'eve')).cookies().includes('gatepost_session'), false)
  })

  it('are shared by another process on the same database', async () => {
    const browser = await givePassword(test.app, 'ann')
    const elsewhere = visitor(test.again(), { cookies: browser.cookies() })
    assert.equal((await elsewhere.get('/account/profile')).status, 200)
    assert.ok((await browserRows()) > 0)
  })

  it('lead back to the page that asked for the sign-in, and never to another site', async () => {
    const browser = visitor(test.app)
    const asked = await browser.get('/account/sessions')
    assert.equal(asked.headers.location, '/login?return_to=%2Faccount%2Fsessions')
    const answer = await browser.submit(
      '/login',
      { login: 'ann', password: PASSWORD, return_to: '/account/sessions' },
      String(asked.headers.location),
    )
    assert.equal(answer.headers.location, '/account/sessions')
    const lured = await visitor(test.app).submit('/login', {
      login: 'ann',
      password: PASSWORD,
      return_to: '//evil.example/',
    })
    assert.equal(lured.headers.location, '/account')
  })
})
