import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { codeAt, enrol, givePassword, PASSWORD, register } from '../support/people.ts'
import { csrfOf, type PageVisitor } from '../support/visit.ts'

describe('a second person signing in over the first, in one browser', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
    for (const name of ['ann', 'bob', 'cyd']) await register(test.app, name)
  })
  after(() => test.close())

  const userId = async (username: string): Promise<string> =>
    (await test.db.reader('users').where({ username }).first('id')).id
  const events = async (type: string) => {
    const rows: { data: string; context: string }[] = await test.db
      .reader('events')
      .where({ type })
      .orderBy('seq')
      .select('data', 'context')
    return rows.map((row) => ({ data: JSON.parse(row.data), context: JSON.parse(row.context) }))
  }
  /** The sign-in page leads away from a signed-in browser, so the form of another page lends its token. */
  const signInOver = async (browser: PageVisitor, login: string, password = PASSWORD) => {
    const page = await browser.get('/account/confirm')
    return browser.post('/login', { login, password, _csrf: csrfOf(page.text) ?? '' })
  }

  it('is who did it in the event of the sign-in', async () => {
    const browser = await givePassword(test.app, 'ann')
    assert.equal((await signInOver(browser, 'bob')).status, 303)
    const told = (await events('user.login.succeeded')).at(-1)
    assert.equal(told?.data.user.id, await userId('bob'))
    assert.deepEqual(told?.context.actor, { type: 'user', id: await userId('bob') })
    assert.equal(told?.context.sessionId, told?.data.sessionId)
    assert.equal((await events('user.logged_out')).at(-1)?.context.actor.id, await userId('ann'))
  })

  it('is nobody yet in the event of a refusal, which says nothing of the first', async () => {
    const browser = await givePassword(test.app, 'ann')
    assert.equal((await signInOver(browser, 'bob', 'not it, no')).status, 401)
    const told = (await events('user.login.failed')).at(-1)
    assert.deepEqual(told?.context.actor, { type: 'user' })
    assert.equal(told?.context.sessionId, undefined)
  })

  it('ends the session of the first also when a second factor is still owed', async () => {
    const cyd = await givePassword(test.app, 'cyd')
    const { secret } = await enrol(cyd, test.clock.now())
    const browser = await givePassword(test.app, 'ann')
    const live = async () =>
      (
        await test.db
          .reader('sessions')
          .where({ user_id: await userId('ann') })
          .select('id')
      ).length
    const sessions = await live()
    const out = (await events('user.logged_out')).length
    assert.equal((await signInOver(browser, 'cyd')).headers.location, '/login/mfa')
    assert.equal(await live(), sessions - 1)
    assert.equal((await events('user.logged_out')).length, out + 1)
    test.clock.move(60_000)
    await browser.submit('/login/mfa', { code: codeAt(secret, test.clock.now()) })
    const [verified] = await events('user.mfa.verified')
    assert.deepEqual(verified?.context.actor, { type: 'user', id: await userId('cyd') })
    assert.equal((await events('user.logged_out')).length, out + 1)
  })
})
