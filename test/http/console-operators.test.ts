import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register, signedInOperator } from '../support/people.ts'
import type { PageVisitor } from '../support/visit.ts'

const HOME = '/console/operators'

describe('the page of operators', () => {
  let test: TestApp
  let opa: PageVisitor
  before(async () => {
    test = await openTestApp()
    opa = await signedInOperator(test)
    for (const name of ['ann', 'annette', 'vic']) await register(test.app, name)
  })
  after(() => test.close())

  const row = async (username: string) => test.db.reader('users').where({ username }).first('id', 'role')
  const grant = (login: string, role: string) => opa.submit(HOME, { login, role })
  const revoke = async (username: string) =>
    opa.submit(`${HOME}/${(await row(username)).id}/revoke`, {}, HOME)
  const told = async (type: string) => {
    const rows: { context: string }[] = await test.db.reader('events').where({ type })
    return rows.map(({ context }) => JSON.parse(context).actor.type)
  }

  it('lists who may open the console, and says that the last operator stays', async () => {
    const { status, text } = await opa.get(HOME)
    assert.equal(status, 200)
    assert.match(text, />opa<\/a>/)
    assert.match(text, /the last operator stays/)
    assert.doesNotMatch(text, />ann<\/a>/)
  })

  it('lets somebody in by exactly their name, in the role that was chosen', async () => {
    const granted = await grant(' Ann ', 'viewer')
    assert.deepEqual([granted.status, granted.headers.location], [303, HOME])
    assert.equal((await row('ann')).role, 'viewer')
    assert.equal((await row('annette')).role, null)
    assert.match((await opa.get(HOME)).text, /ann is a viewer now\./)
    assert.equal((await grant('vic', 'operator')).status, 303)
    assert.deepEqual(await told('operator.granted'), ['cli', 'operator', 'operator'])
    assert.doesNotMatch((await opa.get(HOME)).text, /the last operator stays/)
  })

  it('refuses a name that nobody has exactly, an empty one and a role that is none, and keeps what was typed', async () => {
    for (const [login, role, words] of [
      ['annet', 'viewer', /No user has exactly this username or address\./],
      ['', 'viewer', /Name a user\./],
      ['annette', 'king', /Choose a role\./],
    ] as const) {
      const { status, text } = await grant(login, role)
      assert.equal(status, 422)
      assert.match(text, words)
      if (login !== '') assert.ok(text.includes(`value="${login}"`))
    }
    assert.equal((await row('annette')).role, null)
  })

  it('closes the console to somebody after a question, and tells of it', async () => {
    assert.match((await opa.get(HOME)).text, /<details class="confirm">.*Close the console to vic/s)
    assert.equal((await revoke('vic')).status, 303)
    assert.equal((await row('vic')).role, null)
    assert.deepEqual(await told('operator.revoked'), ['operator'])
    assert.equal((await (await givePassword(test.app, 'vic')).get('/console')).status, 403)
  })

  it('keeps the last operator, however it is asked', async () => {
    const { status, text } = await revoke('opa')
    assert.equal(status, 409)
    assert.match(text, /The last operator cannot be demoted/)
    assert.equal((await row('opa')).role, 'operator')
    const unknown = await opa.submit(`${HOME}/usr_none/revoke`, {}, HOME)
    assert.equal(unknown.status, 404)
  })

  it('asks for a fresh proof before either act', async () => {
    test.clock.move(11 * 60_000)
    for (const answer of [await grant('annette', 'operator'), await revoke('ann')])
      assert.match(String(answer.headers.location), /^\/account\/confirm/)
    assert.deepEqual([(await row('annette')).role, (await row('ann')).role], [null, 'viewer'])
    await opa.submit(
      '/account/confirm',
      { password: PASSWORD },
      '/account/confirm?return_to=/console/operators',
    )
    assert.equal((await revoke('ann')).status, 303)
  })
})
