import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { enrol, givePassword, PASSWORD, register, signedInOperator } from '../support/people.ts'
import { csrfOf, type PageVisitor, visitor } from '../support/visit.ts'

const NEXT = 'nine loud kettles sing'
const TEN_MINUTES = 600_000

describe('what an operator does to users', () => {
  let test: TestApp
  let opa: PageVisitor
  before(async () => {
    test = await openTestApp({ settings: { limitsScale: 10 } })
    opa = await signedInOperator(test)
    for (const name of ['ann', 'bob', 'cyd', 'dan']) await register(test.app, name)
  })
  after(() => test.close())

  const row = (username: string) => test.db.reader('users').where({ username }).first()
  const pageOf = async (username: string) => `/console/users/${(await row(username)).id}`
  const act = async (username: string, name: string, fields = {}) => {
    const page = await pageOf(username)
    return opa.submit(`${page}/${name}`, fields, page)
  }
  /** Types of the events about a user since `seq`, each with the kind of its actor. */
  const eventsSince = async (seq: number) => {
    const rows: { type: string; context: string }[] = await test.db
      .reader('events')
      .where('seq', '>', seq)
      .orderBy('seq')
      .select('type', 'context')
    return rows.map((one) => `${one.type} by ${JSON.parse(one.context).actor.type}`)
  }
  const lastSeq = async (): Promise<number> =>
    (await test.db.reader('events').orderBy('seq', 'desc').first('seq')).seq
  const tokenTo = async (recipient: string): Promise<string> => {
    const mail: { id: string; sealed: string } = await test.db
      .reader('mails')
      .where({ recipient })
      .whereNotNull('sealed')
      .orderBy('id', 'desc')
      .first('id', 'sealed')
    return test.deps.keyring.open('mail', mail.sealed, mail.id)
  }
  const opens = async (token: string) =>
    (await visitor(test.app).get(`/reset-password?token=${token}`)).status

  it('creating without a password invites by mail, and a new invitation ends the one before', async () => {
    const before = await lastSeq()
    const fields = { username: 'ida', email: 'ida@example.org', externalId: 'E-7' }
    const made = await opa.submit('/console/users', fields, '/console/users/new')
    assert.equal(made.headers.location, await pageOf('ida'))
    assert.deepEqual(await eventsSince(before), ['user.registered by operator', 'user.invited by operator'])
    assert.match((await opa.get(await pageOf('ida'))).text, /An invitation is on its way to ida@example\.org/)
    assert.match(
      (await opa.get(await pageOf('ida'))).text,
      /Never signed in · address not confirmed · second factor off/,
    )
    const first = await tokenTo('ida@example.org')
    assert.equal((await act('ida', 'invite')).status, 303)
    const second = await tokenTo('ida@example.org')
    assert.deepEqual([await opens(first), await opens(second)], [410, 200])
    const browser = visitor(test.app)
    const { text } = await browser.get(`/reset-password?token=${second}`)
    const form = { token: second, password: NEXT, _csrf: csrfOf(text) ?? '' }
    assert.equal((await browser.post('/reset-password', form)).status, 200)
    assert.equal((await row('ida')).status, 'active')
    assert.equal((await act('ida', 'invite')).status, 409)
  })

  it('creating with a password makes an active user who can sign in', async () => {
    const made = await opa.submit('/console/users', { username: 'joe', password: NEXT }, '/console/users/new')
    assert.equal(made.status, 303)
    assert.equal((await row('joe')).status, 'active')
    assert.equal((await (await givePassword(test.app, 'joe', NEXT)).get('/account/profile')).status, 200)
  })

  it('boxes that are left empty are no values', async () => {
    const fields = { username: 'ivo', email: '', name: '', phone: '', zoneinfo: '', password: '' }
    const made = await opa.submit('/console/users', fields, '/console/users/new')
    assert.equal(made.status, 303, made.text)
    const row = await test.db.reader('users').where({ username: 'ivo' }).first('status', 'email', 'phone')
    assert.deepEqual({ ...row }, { status: 'invited', email: null, phone: null })
  })

  it('a refused creation says why beside the field and keeps what was typed', async () => {
    const weak = await opa.submit(
      '/console/users',
      { username: 'kim', name: 'Kim Elm', password: 'short' },
      '/console/users/new',
    )
    assert.equal(weak.status, 422)
    assert.match(weak.text, /id="f-password-error"/)
    assert.match(weak.text, /value="Kim Elm"/)
    assert.doesNotMatch(weak.text, /value="short"/)
    const taken = await opa.submit('/console/users', { username: 'ann' }, '/console/users/new')
    assert.equal(taken.status, 409)
    assert.match(taken.text, /id="f-username-error"/)
  })

  it('editing announces what changed and nothing else, custom fields by their type', async () => {
    await test.db
      .writer('users')
      .where({ username: 'ann' })
      .update({
        custom_fields: JSON.stringify({ department: '0815', level: 3, remote: true }),
      })
    const page = await pageOf('ann')
    const before = await lastSeq()
    const fields = { username: 'ann', externalId: 'E-1', 'custom.level': '4', 'custom.department': '' }
    assert.equal((await opa.submit(`${page}/edit`, fields)).headers.location, page)
    assert.deepEqual(await eventsSince(before), ['user.updated by operator'])
    const event = await test.db.reader('events').orderBy('seq', 'desc').first('data')
    assert.deepEqual(JSON.parse(event.data).changes, {
      externalId: { from: null, to: 'E-1' },
      'customFields.level': { from: 3, to: 4 },
      'customFields.department': { from: '0815', to: null },
    })
    const wrong = await opa.submit(`${page}/edit`, { 'custom.level': 'many' })
    assert.equal(wrong.status, 422)
    assert.match(wrong.text, /id="f-custom-level-error"/)
  })

  it('a password is set after a fresh proof; sessions end and the old one opens nothing', async () => {
    const bob = await givePassword(test.app, 'bob')
    const page = await pageOf('bob')
    test.clock.move(TEN_MINUTES)
    const asked = await opa.get(`${page}/password/new`)
    assert.match(String(asked.headers.location), /^\/account\/confirm/)
    await opa.submit('/account/confirm', { password: PASSWORD })
    const before = await lastSeq()
    const weak = await opa.submit(`${page}/password`, { password: 'short' }, `${page}/password/new`)
    assert.equal(weak.status, 422)
    const done = await opa.submit(`${page}/password`, { password: NEXT }, `${page}/password/new`)
    assert.equal(done.headers.location, page)
    assert.deepEqual(await eventsSince(before), [
      'user.password.changed by operator',
      'user.session.revoked by operator',
    ])
    assert.equal((await bob.get('/account/profile')).status, 303)
    assert.equal((await (await givePassword(test.app, 'bob')).get('/account/profile')).status, 303)
  })

  it('a reset link is mailed, once, and every session ends', async () => {
    await test.db.writer('users').where({ username: 'cyd' }).update({ email: 'cyd@example.org' })
    const cyd = await givePassword(test.app, 'cyd')
    const before = await lastSeq()
    assert.equal((await act('cyd', 'reset-link')).status, 303)
    assert.deepEqual(await eventsSince(before), [
      'user.password.reset_requested by operator',
      'user.session.revoked by operator',
    ])
    assert.equal((await cyd.get('/account/profile')).status, 303)
    assert.equal(await opens(await tokenTo('cyd@example.org')), 200)
    assert.equal((await act('dan', 'reset-link')).status, 409)
  })

  it('a lost second factor is reset after a fresh proof', async () => {
    const dan = await givePassword(test.app, 'dan')
    await enrol(dan, test.clock.now())
    test.clock.move(TEN_MINUTES)
    assert.match(String((await act('dan', 'reset-factors')).headers.location), /^\/account\/confirm/)
    assert.ok((await row('dan')).mfa_enabled)
    await opa.submit('/account/confirm', { password: PASSWORD })
    const before = await lastSeq()
    await act('dan', 'reset-factors')
    assert.deepEqual(await eventsSince(before), ['user.mfa.removed by operator'])
    assert.ok(!(await row('dan')).mfa_enabled)
  })

  it('an app that took a hundred wrong codes takes codes again', async () => {
    await enrol(await givePassword(test.app, 'ann'), test.clock.now())
    await test.db
      .writer('factors')
      .where({ user_id: (await row('ann')).id })
      .update({ wrong_in_row: 100 })
    assert.match((await opa.get(await pageOf('ann'))).text, /The app takes no codes any more/)
    const before = await lastSeq()
    await act('ann', 'open-app')
    assert.deepEqual(await eventsSince(before), ['user.updated by operator'])
    assert.doesNotMatch((await opa.get(await pageOf('ann'))).text, /takes no codes|Take codes/)
    await act('ann', 'reset-factors')
  })

  it('one session of a user ends alone', async () => {
    const there = await givePassword(test.app, 'ann')
    const id = (await test.db.reader('sessions').orderBy('id', 'desc').first('id')).id
    const here = await givePassword(test.app, 'ann')
    await act('ann', 'end-session', { session: id })
    assert.equal((await there.get('/account/profile')).status, 303)
    assert.equal((await here.get('/account/profile')).status, 200)
  })

  it('the console is opened and closed to a user after a fresh proof, and never to the last operator', async () => {
    test.clock.move(TEN_MINUTES)
    assert.match(
      String((await act('ann', 'role', { role: 'operator' })).headers.location),
      /^\/account\/confirm/,
    )
    await opa.submit('/account/confirm', { password: PASSWORD })
    const before = await lastSeq()
    await act('ann', 'role', { role: 'operator' })
    await act('ann', 'role', { role: 'operator' })
    await act('ann', 'role', { role: 'viewer' })
    await act('ann', 'role', { role: '' })
    assert.deepEqual(await eventsSince(before), [
      'operator.granted by operator',
      'operator.revoked by operator',
      'operator.granted by operator',
      'operator.revoked by operator',
    ])
    for (const role of ['', 'viewer']) assert.equal((await act('opa', 'role', { role })).status, 409)
    assert.equal((await row('opa')).role, 'operator')
  })

  it('the own password and factor are not changed here, since that would skip their proofs', async () => {
    const page = await pageOf('opa')
    assert.equal((await opa.get(`${page}/password/new`)).status, 409)
    assert.equal((await opa.submit(`${page}/password`, { password: NEXT }, '/console/users/new')).status, 409)
    assert.equal((await opa.submit(`${page}/reset-factors`, {}, '/console/users/new')).status, 409)
    assert.equal((await opa.submit(`${page}/reset-link`, {}, '/console/users/new')).status, 409)
  })
})
