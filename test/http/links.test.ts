import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { makeSetupLink } from '../../src/usecases/make-setup-link.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD } from '../support/people.ts'
import { csrfOf, visitor } from '../support/visit.ts'

const NEXT = 'nine loud kettles sing'

describe('one-time links', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
    await visitor(test.app).submit('/register', {
      username: 'ann',
      email: 'ann@example.org',
      password: PASSWORD,
    })
  })
  after(() => test.close())

  /** The token of the newest mail of that kind. */
  const mailed = async (template: string): Promise<string> => {
    const mail: { id: string; sealed: string } = await test.db
      .reader('mails')
      .where({ template })
      .orderBy('id', 'desc')
      .first('id', 'sealed')
    return test.deps.keyring.open('mail', mail.sealed, mail.id)
  }
  const proven = async () =>
    Boolean(
      (await test.db.reader('users').where({ username: 'ann' }).first('email_verified'))?.email_verified,
    )

  it('opening the link of a mail proves nothing yet, pressing its button does, once', async () => {
    const path = `/verify-email?token=${await mailed('verify_email')}`
    const browser = visitor(test.app)
    const opened = await browser.get(path)
    assert.equal(opened.status, 200)
    assert.equal(await proven(), false)
    const form = { token: await mailed('verify_email'), _csrf: csrfOf(opened.text) ?? '' }
    const pressed = await browser.post('/verify-email', form)
    assert.equal(pressed.status, 200)
    assert.match(pressed.text, /ann@example\.org/)
    assert.equal(await proven(), true)
    assert.equal((await browser.post('/verify-email', form)).status, 410)
    assert.equal((await browser.get(path)).status, 410)
  })

  it('a reset ends every session, signs nobody in, and works once', async () => {
    const signedIn = await givePassword(test.app, 'ann')
    await visitor(test.app).submit('/forgot-password', { email: 'ann@example.org' })
    const token = await mailed('reset_password')
    const browser = visitor(test.app)
    const opened = await browser.get(`/reset-password?token=${token}`)
    const form = await browser.post('/reset-password', { token, _csrf: csrfOf(opened.text) ?? '' })
    assert.match(form.text, /Choose a new password/)
    const weak = await browser.post('/reset-password', {
      token,
      password: 'short',
      _csrf: csrfOf(form.text) ?? '',
    })
    assert.equal(weak.status, 422)
    assert.match(weak.text, /id="f-password-error"/)
    const body = { token, password: NEXT, _csrf: csrfOf(weak.text) ?? '' }
    const done = await browser.post('/reset-password', body)
    assert.equal(done.status, 200)
    assert.equal((await browser.get('/account/profile')).status, 303)
    assert.equal((await signedIn.get('/account/profile')).status, 303)
    assert.equal((await browser.post('/reset-password', body)).status, 410)
    assert.ok((await givePassword(test.app, 'ann', NEXT)).cookies().includes('gatepost_session'))
  })

  it('asking for a reset reads the same whether or not somebody has the address', async () => {
    const ask = async (email: string) => {
      const { text } = await visitor(test.app).submit('/forgot-password', { email })
      return text.replaceAll(email, '').replaceAll(csrfOf(text) ?? '', '')
    }
    assert.equal(await ask('ann@example.org'), await ask('nobody@example.org'))
  })

  it('the first operator comes by the printed link, once, and then the link is void', async () => {
    const link = await makeSetupLink(test.deps)
    const path = `/setup?token=${link?.token}`
    const browser = visitor(test.app)
    const faulty = await browser.submit(
      '/setup',
      { token: link?.token ?? '', username: 'opa', password: 'short' },
      path,
    )
    assert.equal(faulty.status, 422)
    assert.match(faulty.text, /value="opa"/)
    const body = {
      token: link?.token ?? '',
      username: 'opa',
      password: PASSWORD,
      _csrf: csrfOf(faulty.text) ?? '',
    }
    assert.equal((await browser.post('/setup', body)).headers.location, '/login?notice=operator')
    assert.equal((await browser.get(path)).status, 410)
    assert.equal((await browser.post('/setup', body)).status, 410)
    assert.equal((await (await givePassword(test.app, 'opa')).get('/console')).status, 200)
  })

  it('of no worth are a token that is too long, sent twice, or missing', async () => {
    for (const query of ['', '?token=', '?token=a&token=b', `?token=${'a'.repeat(500)}`])
      for (const path of ['/verify-email', '/reset-password', '/setup'])
        assert.equal((await request(test.app).get(path + query)).status, 410, path + query)
  })
})

describe('the mailbox page', () => {
  const MAILBOX = '/mailbox'
  const status = async (app: TestApp['app'], headers: Record<string, string> = {}) =>
    (await request(app).get(MAILBOX).set(headers)).status

  it('shows the mails with their links to this machine alone', async (t) => {
    const test = await openTestApp()
    t.after(() => test.close())
    await visitor(test.app).submit('/register', { email: 'bob@example.org', password: PASSWORD })
    await test.db.transaction((tx) => tx('mails').update({ state: 'mailbox' }))
    const list = await request(test.app).get(MAILBOX)
    assert.match(list.text, /bob@example\.org/)
    const [, mail = ''] = /href="(\/mailbox\/[^"]+)"/.exec(list.text) ?? []
    const { text } = await request(test.app).get(mail)
    const [, link = ''] = /href="http:\/\/localhost:3000(\/verify-email\?token=[^"]+)"/.exec(text) ?? []
    assert.equal((await request(test.app).get(link)).status, 200)
  })

  it('is not there through a proxy, nor for a foreign name that resolves to this machine', async (t) => {
    const test = await openTestApp()
    t.after(() => test.close())
    assert.equal(await status(test.app), 200)
    assert.equal(await status(test.app, { 'x-forwarded-for': '127.0.0.1' }), 404)
    assert.equal(await status(test.app, { host: 'rebound.example' }), 404)
  })

  it('does not exist in production mode, nor where mails are really sent', async (t) => {
    for (const options of [{ production: true }, { settings: { smtpConfigured: true } }]) {
      const test = await openTestApp(options)
      t.after(() => test.close())
      assert.equal(await status(test.app), 404)
    }
  })

  it('without a mail server in production mode, a forgotten password is said to be the operator’s task', async (t) => {
    const test = await openTestApp({ production: true, settings: { url: 'https://id.example.org' } })
    t.after(() => test.close())
    assert.doesNotMatch((await request(test.app).get('/login')).text, /forgot-password/)
    const answer = await request(test.app).get('/forgot-password')
    assert.equal(answer.status, 503)
    assert.match(answer.text, /sends no mail/)
  })
})
