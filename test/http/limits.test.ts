import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { Refusal } from '../../src/domain/errors.ts'
import { createApiKey } from '../../src/usecases/create-api-key.ts'
import { cheapHasher, openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register } from '../support/people.ts'
import { visitor } from '../support/visit.ts'

const QUARTER = 15 * 60_000

describe('the limits of the pages', () => {
  let test: TestApp
  before(async () => {
    // One proxy says who the client is, so that a test can come from many addresses.
    test = await openTestApp({ settings: { trustProxy: 1 } })
    for (const name of ['ann', 'bob', 'cyd']) await register(test.app, name)
  })
  after(() => test.close())

  const from = (address: string, app = test.app) => visitor(app, { headers: { 'x-forwarded-for': address } })
  const wrong = async (login: string, address: string, app = test.app) =>
    (await from(address, app).submit('/login', { login, password: 'not it, no' })).status
  const right = async (login: string, address: string, app = test.app) =>
    (await from(address, app).submit('/login', { login, password: PASSWORD })).status
  const events = async (type: string) => (await test.db.reader('events').where({ type }).select('id')).length

  it('wrong passwords for an account slow the next one down, and the tenth begins a wait', async () => {
    for (let tries = 0; tries < 5; tries++) assert.equal(await wrong('ann', `198.51.100.${tries}`), 401)
    const delays = []
    for (let tries = 5; tries < 10; tries++) {
      const early = await from('198.51.100.50').submit('/login', { login: 'ann', password: PASSWORD })
      assert.equal(early.status, 429)
      const seconds = Number(early.headers['retry-after'])
      delays.push(seconds)
      test.clock.move(seconds * 1000)
      assert.equal(await events('user.login.locked'), 0)
      assert.equal(await wrong('ann', `198.51.100.${tries}`), 401)
    }
    assert.deepEqual(delays, [1, 2, 4, 8, 16])
    assert.equal(await events('user.login.locked'), 1)
    assert.equal(await right('ann', '198.51.100.99'), 429)
    assert.equal(await events('user.login.locked'), 1)
  })

  it('hold over a restart', async () => {
    assert.equal(await right('ann', '198.51.100.98', test.again()), 429)
  })

  it('are told in words with when, and in Retry-After', async () => {
    const answer = await from('198.51.100.97').submit('/login', { login: 'ann', password: PASSWORD })
    assert.match(answer.text, /Try again in 15 min/)
    assert.equal(answer.headers['retry-after'], '900')
  })

  it('end by themselves', async () => {
    test.clock.move(QUARTER)
    assert.equal(await right('ann', '198.51.100.1'), 303)
  })

  it('count a name that nobody has like one that somebody has', async () => {
    for (let tries = 0; tries < 5; tries++) assert.equal(await wrong('ghost', '198.51.100.2'), 401)
    assert.equal(await wrong('Ghost ', '198.51.100.2'), 429)
  })

  it('are not reached by somebody who signs in rightly', async () => {
    for (let times = 0; times < 12; times++) assert.equal(await right('bob', '198.51.100.3'), 303)
  })

  it('fifty wrong passwords from one address, whatever the names', async () => {
    const statuses = []
    for (let tries = 0; tries < 52; tries++) {
      statuses.push(await wrong(`name${tries}`, '2001:db8:1:2::1'))
      if (tries >= 29) test.clock.move(30_000)
    }
    assert.deepEqual(statuses.slice(48), [401, 401, 429, 429])
  })

  it('take an IPv6 network of 64 bits for one address', async () => {
    assert.equal(await right('cyd', '2001:db8:1:2:ffff::77'), 429)
    assert.equal(await right('cyd', '2001:db8:1:3::1'), 303)
  })

  it('believe a header only where the operator named a proxy', async (t) => {
    const direct = await openTestApp()
    t.after(() => direct.close())
    await register(direct.app, 'ann')
    for (let tries = 0; tries < 30; tries++) await wrong(`name${tries}`, `198.51.100.${tries}`, direct.app)
    assert.equal(await right('ann', '198.51.100.200', direct.app), 429)
  })

  it('twenty registrations an hour from one address', async () => {
    const sign = (name: string) =>
      from('198.51.100.5').submit('/register', { username: name, password: PASSWORD })
    for (let people = 0; people < 20; people++) assert.equal((await sign(`many${people}`)).status, 303)
    assert.equal((await sign('onemore')).status, 429)
  })

  it('five mails an hour to one recipient, whoever asks for them', async () => {
    const forget = (address: string, email: string) => from(address).submit('/forgot-password', { email })
    for (let mails = 0; mails < 5; mails++)
      assert.equal((await forget(`198.51.101.${mails}`, 'dan@example.org')).status, 200)
    assert.equal((await forget('198.51.101.9', 'DAN@example.org')).status, 429)
    const registered = await from('198.51.101.10').submit('/register', {
      email: 'dan@example.org',
      password: PASSWORD,
    })
    assert.equal(registered.status, 429)
  })

  it('five reset links an hour to one address, also by username, and silently', async () => {
    const address = 'eve@example.org'
    await from('198.51.102.1').submit('/register', { username: 'eve', email: address, password: PASSWORD })
    const forget = async (login: string, end: number) =>
      (await from(`198.51.102.${end}`).submit('/forgot-password', { email: login })).status
    const links = async () =>
      (await test.db.reader('mails').where({ recipient: address, template: 'reset_password' }).select('id'))
        .length
    for (let asked = 0; asked < 3; asked++) assert.equal(await forget('eve', 2), 200)
    for (let asked = 0; asked < 3; asked++) assert.equal(await forget(address, 3), 200)
    assert.equal(await links(), 5)
    assert.equal(await forget('eve', 4), 200)
    assert.equal(await links(), 5)
  })

  it('wrong passwords inside a session as well', async () => {
    const browser = await givePassword(test.app, 'ann')
    const prove = async () => (await browser.submit('/account/confirm', { password: 'wrong' })).status
    for (let tries = 0; tries < 5; tries++) assert.equal(await prove(), 422)
    assert.equal(await prove(), 429)
  })

  it('count a program by its key alone', async () => {
    const ofPersons = () => test.db.reader('limits').whereNot('key', 'like', 'api-key:%').select()
    const { secret } = await createApiKey(test.deps, { name: 'HR' }, { actor: { type: 'cli' } })
    const before = await ofPersons()
    for (let calls = 0; calls < 60; calls++)
      assert.equal(
        (await request(test.app).get('/api/v1/users').auth(secret, { type: 'bearer' })).status,
        200,
      )
    assert.deepEqual(await ofPersons(), before)
  })

  it('are multiplied by their scale', async (t) => {
    const wide = await openTestApp({ settings: { limitsScale: 3 } })
    t.after(() => wide.close())
    await register(wide.app, 'ann')
    for (let tries = 0; tries < 15; tries++) assert.equal(await wrong('ann', '', wide.app), 401)
    assert.equal(await right('ann', '', wide.app), 429)
  })

  it('a server with too many hashes waiting says so, when to come back, and counts nothing', async (t) => {
    let busy = true
    const { app, close } = await openTestApp({
      hasher: {
        ...cheapHasher,
        verify: async (hash, password) => {
          if (busy) throw new Refusal('busy', { retryAfter: 3 })
          return cheapHasher.verify(hash, password)
        },
      },
    })
    t.after(() => close())
    await register(app, 'ann')
    for (let tries = 0; tries < 12; tries++) {
      const answer = await visitor(app).submit('/login', { login: 'ann', password: PASSWORD })
      assert.equal(answer.status, 503)
      assert.equal(answer.headers['retry-after'], '3')
      assert.match(answer.text, /busy/)
    }
    busy = false
    assert.equal((await visitor(app).submit('/login', { login: 'ann', password: PASSWORD })).status, 303)
  })
})
