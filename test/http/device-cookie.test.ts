import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { codeAt, enrol, givePassword, PASSWORD, register } from '../support/people.ts'
import { type PageVisitor, visitor } from '../support/visit.ts'

const QUARTER = 15 * 60_000
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1'

describe('a browser that signed in before', () => {
  let test: TestApp
  before(async () => {
    // One proxy says who the client is, so that a test can come from many addresses.
    test = await openTestApp({ settings: { trustProxy: 1 } })
    for (const name of ['ann', 'bob', 'cyd', 'dan']) await register(test.app, name)
  })
  after(() => test.close())

  const from = (address: string, cookies = '') =>
    visitor(test.app, { headers: { 'x-forwarded-for': address }, cookies })
  const tries = (browser: PageVisitor, login: string, password: string) =>
    browser.submit('/login', { login, password }).then((answer) => answer.status)
  /** What is left in a browser once its session is over. */
  const deviceOf = (browser: PageVisitor) => /gatepost_device=[^;]+/.exec(browser.cookies())?.[0] ?? ''
  const signedIn = async (login: string) => {
    const browser = from('192.0.2.1')
    assert.equal(await tries(browser, login, PASSWORD), 303)
    return deviceOf(browser)
  }
  const lockOut = async (login: string, address: string) => {
    const stranger = from(address)
    for (let at = 0; at < 10; at++) {
      assert.equal(await tries(stranger, login, 'not it, no'), 401)
      test.clock.move(16_000)
    }
    assert.equal(await tries(stranger, login, PASSWORD), 429)
  }

  it('is let in while strangers’ wrong passwords keep everybody else waiting', async () => {
    const device = await signedIn('ann')
    await lockOut('ann', '198.51.100.7')
    assert.equal(await tries(from('203.0.113.5'), 'ann', PASSWORD), 429)
    assert.equal(await tries(from('203.0.113.5', device), 'ann', PASSWORD), 303)
    assert.equal(await tries(from('203.0.113.5', device), 'ANN ', PASSWORD), 303)
  })

  it('is let in from an address whose wrong passwords have used it up', async () => {
    const device = await signedIn('bob')
    const office = '198.51.100.8'
    for (let at = 0; at < 30; at++) await tries(from(office), `name${at}`, 'not it, no')
    assert.equal(await tries(from(office), 'bob', PASSWORD), 429)
    assert.equal(await tries(from(office, device), 'bob', PASSWORD), 303)
  })

  it('waits after ten wrong passwords of its own, and keeps nobody else waiting by them', async () => {
    const device = await signedIn('cyd')
    for (let at = 0; at < 10; at++) {
      assert.equal(await tries(from('192.0.2.9', device), 'cyd', 'not it, no'), 401)
      test.clock.move(16_000)
    }
    assert.equal(await tries(from('192.0.2.9', device), 'cyd', PASSWORD), 429)
    assert.equal(await tries(from('192.0.2.10'), 'cyd', PASSWORD), 303)
    test.clock.move(QUARTER)
    assert.equal(await tries(from('192.0.2.9', device), 'cyd', PASSWORD), 303)
  })

  it('gets no counter for another account, nor for a name it has not signed in by', async () => {
    const device = await signedIn('dan')
    await lockOut('bob', '198.51.100.9')
    assert.equal(await tries(from('192.0.2.11', device), 'bob', PASSWORD), 429)
  })

  it('is known by a cookie that nobody can make up or take over', async () => {
    const mine = await signedIn('dan')
    const other = await signedIn('cyd')
    test.clock.move(QUARTER)
    await lockOut('dan', '198.51.100.10')
    const secret = other.slice('gatepost_device='.length).split('.')[0]
    const proofs = mine.split('.').slice(1)
    const forged = [
      `gatepost_device=${[secret, ...proofs].join('.')}`,
      `gatepost_device=${'A'.repeat(43)}.${'A'.repeat(43)}`,
      'gatepost_device=x',
      'gatepost_device=',
    ]
    for (const cookie of forged) assert.equal(await tries(from('192.0.2.12', cookie), 'dan', PASSWORD), 429)
    assert.equal(await tries(from('192.0.2.12', mine), 'dan', PASSWORD), 303)
  })

  it('gets no counter for the account of somebody whose name or address its own once had', async () => {
    const address = 'fay@example.org'
    const thief = from('192.0.2.20')
    await thief.submit('/register', { username: 'fay', email: address, password: 'nine loud kettles sing' })
    await thief.submit('/login', { login: 'fay', password: 'nine loud kettles sing' })
    await thief.submit('/login', { login: address, password: 'nine loud kettles sing' }, '/account/confirm')
    const device = deviceOf(thief)
    assert.notEqual(device, '')
    await test.db
      .writer('users')
      .where({ username_key: 'fay' })
      .update({ username_key: 'fox', username: 'fox' })
    await register(test.app, 'fay')
    await test.db
      .writer('users')
      .where({ username_key: 'fay' })
      .update({ email: address, email_verified: true })
    // Both are names of one account, and count together.
    await lockOut('fay', '198.51.100.21')
    for (const login of ['fay', address]) {
      assert.equal(await tries(from('192.0.2.21', device), login, PASSWORD), 429, login)
    }
  })

  it('proves its second factor while a stranger who has the password guesses at it', async () => {
    await register(test.app, 'eve')
    const eve = await givePassword(test.app, 'eve')
    const { secret } = await enrol(eve, test.clock.now())
    const device = deviceOf(eve)
    for (let at = 0; at < 2; at++) {
      const thief = await givePassword(test.app, 'eve')
      for (let code = 0; code < 5; code++) {
        await thief.submit('/login/mfa', { code: '000000' })
        test.clock.move(16_000)
      }
    }
    const stranger = await givePassword(test.app, 'eve')
    const code = codeAt(secret, test.clock.now())
    assert.equal((await stranger.submit('/login/mfa', { code })).status, 429)
    const again = from('192.0.2.13', device)
    await tries(again, 'eve', PASSWORD)
    assert.equal((await again.submit('/login/mfa', { code })).headers.location, '/account')
  })
})

describe('a sign-in from a new browser', () => {
  it('is told by mail, once, to a proven address, and the first of all sign-ins is not', async (t) => {
    const test = await openTestApp()
    t.after(() => test.close())
    await register(test.app, 'ann')
    const told = async () =>
      (await test.db.reader('mails').where({ template: 'new_device' }).select('data', 'recipient')).map(
        ({ data, recipient }) => ({ recipient, device: JSON.parse(data).device }),
      )
    const signIn = (browser: PageVisitor) => browser.submit('/login', { login: 'ann', password: PASSWORD })
    const here = visitor(test.app)
    await test.db.writer('users').update({ email: 'ann@example.org', email_verified: true })
    await signIn(here)
    assert.deepEqual(await told(), [])
    const phone = visitor(test.app, { headers: { 'user-agent': IPHONE } })
    await signIn(phone)
    const sentOnce = [{ recipient: 'ann@example.org', device: { ip: '127.0.0.1', userAgent: IPHONE } }]
    assert.deepEqual(await told(), sentOnce)
    const cookies = /gatepost_device=[^;]+/.exec(phone.cookies())?.[0] ?? ''
    await signIn(visitor(test.app, { cookies }))
    assert.deepEqual(await told(), sentOnce)
    await test.db.writer('users').update({ email_verified: false })
    await signIn(visitor(test.app))
    assert.deepEqual(await told(), sentOnce)
  })
})
