import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { codeAt, type Enrolled, enrol, givePassword, PASSWORD, register } from '../support/people.ts'
import { csrfOf, type PageVisitor, visitor } from '../support/visit.ts'

const MINUTE = 60_000

describe('the second step of a sign-in', () => {
  let test: TestApp
  let ann: Enrolled
  before(async () => {
    test = await openTestApp()
    await register(test.app, 'ann')
    ann = await enrol(await givePassword(test.app, 'ann'), test.clock.now())
  })
  after(() => test.close())

  /** A code of a time step that was not used before. */
  const freshCode = () => {
    test.clock.move(MINUTE)
    return codeAt(ann.secret, test.clock.now())
  }
  const wrongCode = (right: string) => (right === '000000' ? '000001' : '000000')
  const events = async (type: string) => (await test.db.reader('events').where({ type }).select('id')).length
  const opens = async (browser: PageVisitor) => (await browser.get('/account/profile')).status === 200

  it('the password alone opens the second step and nothing else', async () => {
    const browser = await givePassword(test.app, 'ann')
    assert.equal((await browser.get('/login/mfa')).status, 200)
    for (const path of ['/account', '/account/mfa', '/account/confirm', '/console']) {
      const answer = await browser.get(path)
      assert.equal(answer.status, 303, path)
      assert.match(String(answer.headers.location), /^\/login/)
    }
  })

  it('a code of the app ends it, under a session id of its own', async () => {
    const browser = await givePassword(test.app, 'ann')
    const pending = browser.cookies()
    const answer = await browser.submit('/login/mfa', { code: freshCode() })
    assert.equal(answer.headers.location, '/account')
    assert.ok(await opens(browser))
    assert.ok(!(await opens(visitor(test.app, { cookies: pending }))))
  })

  it('two wrong codes in a row bring the clock to mind, whatever was typed, and one does not', async () => {
    const hint = /sets its clock by itself/
    for (const [first, second] of [
      ['000000', '000001'],
      ['x', 'not a code at all'],
    ] as const) {
      const browser = await givePassword(test.app, 'ann')
      assert.doesNotMatch((await browser.submit('/login/mfa', { code: first })).text, hint)
      assert.doesNotMatch((await browser.get('/login/mfa')).text, hint)
      assert.match((await browser.submit('/login/mfa', { code: second })).text, hint)
      assert.equal((await browser.submit('/login/mfa', { code: freshCode() })).status, 303)
    }
  })

  it('a code that was used is refused', async () => {
    const code = freshCode()
    await (await givePassword(test.app, 'ann')).submit('/login/mfa', { code })
    const again = await givePassword(test.app, 'ann')
    const answer = await again.submit('/login/mfa', { code })
    assert.equal(answer.status, 401)
    assert.match(answer.text, /work once/)
    assert.match(answer.text, /You have 4 tries/)
  })

  it('a recovery code ends it once', async () => {
    const [code = ''] = ann.recoveryCodes
    const first = await givePassword(test.app, 'ann')
    await first.submit('/login/mfa', { recovery: code }, '/login/mfa?with=recovery')
    assert.ok(await opens(first))
    const second = await givePassword(test.app, 'ann')
    const answer = await second.submit('/login/mfa', { recovery: code }, '/login/mfa?with=recovery')
    assert.equal(answer.status, 401)
    assert.match(answer.text, /used before/)
    test.clock.move(16 * MINUTE)
  })

  it('five wrong codes end the sign-in, which fails as a whole once', async () => {
    const failed = await events('user.login.failed')
    const browser = await givePassword(test.app, 'ann')
    const right = freshCode()
    for (let tries = 1; tries <= 4; tries++)
      assert.equal((await browser.submit('/login/mfa', { code: wrongCode(right) })).status, 401)
    const fifth = await browser.submit('/login/mfa', { code: wrongCode(right) })
    assert.equal(fifth.headers.location, '/login?notice=again')
    assert.equal((await browser.get('/login/mfa')).headers.location, '/login')
    assert.equal(await events('user.login.failed'), failed + 1)
    test.clock.move(16 * MINUTE)
  })

  it('fifty codes at once count as five tries', async () => {
    const browser = await givePassword(test.app, 'ann')
    const failed = await events('user.mfa.failed')
    const page = await browser.get('/login/mfa')
    const right = freshCode()
    const post = () =>
      visitor(test.app, { cookies: browser.cookies() }).post('/login/mfa', {
        code: wrongCode(right),
        _csrf: csrfOf(page.text) ?? '',
      })
    await Promise.all(Array.from({ length: 50 }, post))
    assert.equal(await events('user.mfa.failed'), failed + 5)
    test.clock.move(16 * MINUTE)
  })

  it('new sign-ins do not buy new tries: ten wrong codes of a user begin a wait, which is told once', async () => {
    const locked = await events('user.login.locked')
    const right = freshCode()
    const statuses: number[] = []
    for (let signIns = 0; signIns < 3; signIns++) {
      const browser = await givePassword(test.app, 'ann')
      for (let tries = 0; tries < 4; tries++) {
        statuses.push((await browser.submit('/login/mfa', { code: wrongCode(right) })).status)
        test.clock.move(16_000)
      }
    }
    assert.deepEqual(statuses.slice(0, 10), Array(10).fill(401))
    assert.deepEqual(statuses.slice(10), [429, 429])
    assert.equal(await events('user.login.locked'), locked + 1)
    test.clock.move(16 * MINUTE)
  })

  it('a code that came too early was not looked at and uses up no try of the sign-in', async () => {
    const right = freshCode()
    const first = await givePassword(test.app, 'ann')
    for (let tries = 0; tries < 5; tries++) await first.submit('/login/mfa', { code: wrongCode(right) })
    const second = await givePassword(test.app, 'ann')
    for (let tries = 0; tries < 6; tries++)
      assert.equal((await second.submit('/login/mfa', { code: wrongCode(right) })).status, 429)
    test.clock.move(60_000)
    assert.equal((await second.submit('/login/mfa', { code: freshCode() })).headers.location, '/account')
  })

  it('two sign-ins begun over a pending one at the same moment tell once that it failed', async () => {
    const browser = await givePassword(test.app, 'ann')
    const failed = await events('user.login.failed')
    const page = await browser.get('/login/mfa')
    const again = () =>
      visitor(test.app, { cookies: browser.cookies() }).post('/login', {
        login: 'ann',
        password: PASSWORD,
        _csrf: csrfOf(page.text) ?? '',
      })
    await Promise.all([again(), again(), again()])
    assert.equal(await events('user.login.failed'), failed + 1)
  })

  it('five minutes end it', async () => {
    const browser = await givePassword(test.app, 'ann')
    const page = await browser.get('/login/mfa')
    test.clock.move(5 * MINUTE)
    const code = codeAt(ann.secret, test.clock.now())
    const answer = await browser.post('/login/mfa', { code, _csrf: csrfOf(page.text) ?? '' })
    assert.equal(answer.headers.location, '/login?notice=again')
    assert.ok(!(await opens(browser)))
  })

  it('a password that was changed meanwhile ends it', async () => {
    const browser = await givePassword(test.app, 'ann')
    const other = await givePassword(test.app, 'ann')
    await other.submit('/login/mfa', { code: freshCode() })
    const next = 'nine loud kettles sing'
    await other.submit('/account/password', { current: PASSWORD, password: next })
    const answer = await browser.submit('/login/mfa', { code: freshCode() })
    assert.equal(answer.headers.location, '/login?notice=again')
    assert.ok(!(await opens(browser)))
    await other.submit('/account/password', { current: next, password: PASSWORD })
  })

  it('is turned off by password and code together, and not by one of them', async () => {
    const browser = await givePassword(test.app, 'ann')
    await browser.submit('/login/mfa', { code: freshCode() })
    const off = (password: string, code: string) =>
      browser.submit('/account/mfa/remove', { password, code }, '/account/mfa')
    const halfRight = await off('wrong', freshCode())
    assert.equal(halfRight.status, 422)
    assert.match(halfRight.text, /id="remove-password-error"/)
    const right = freshCode()
    assert.match((await off(PASSWORD, wrongCode(right))).text, /id="remove-code-error"/)
    assert.equal((await off(PASSWORD, freshCode())).status, 303)
    assert.equal(
      (await givePassword(test.app, 'ann').then((again) => again.get('/account/profile'))).status,
      200,
    )
  })
})
