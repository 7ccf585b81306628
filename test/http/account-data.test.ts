import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { blockUser } from '../../src/usecases/block-user.ts'
import { unblockUser } from '../../src/usecases/unblock-user.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { numberAll } from '../support/number-all.ts'
import { enrol, givePassword, PASSWORD, register } from '../support/people.ts'

const PAGE = '/account/data'
const TEN_MINUTES = 600_000

describe('a copy of a person’s data', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
    for (const name of ['ann', 'bob']) await register(test.app, name)
  })
  after(() => test.close())

  it('is a JSON file with profile, sessions and events, of this person alone and without secrets', async () => {
    const userId = (await test.db.reader('users').where({ username: 'ann' }).first('id')).id
    const operator = { actor: { type: 'operator', id: 'usr_opa' }, ip: '192.0.2.77' } as const
    await blockUser(test.deps, { userId, reason: 'left' }, operator)
    await unblockUser(test.deps, { userId }, operator)
    const ann = await givePassword(test.app, 'ann')
    await givePassword(test.app, 'bob')
    const { secret, recoveryCodes } = await enrol(ann, test.clock.now())
    await numberAll(test.db)
    const answer = await ann.submit(`${PAGE}/download`, {}, PAGE)
    assert.equal(answer.status, 200)
    assert.match(String(answer.headers['content-disposition']), /^attachment; filename=my-data\.json$/)
    assert.equal(answer.headers['cache-control'], 'no-store')
    const data = JSON.parse(answer.text)
    assert.equal(data.user.username, 'ann')
    assert.equal(data.sessions.length, 1)
    assert.equal(data.security.recoveryCodesLeft, 10)
    const types = data.events.map((event: { type: string }) => event.type)
    assert.deepEqual(types.reverse(), [
      'user.registered',
      'user.blocked',
      'user.unblocked',
      'user.login.succeeded',
      'user.mfa.enrolled',
    ])
    const blocked = data.events.find((event: { type: string }) => event.type === 'user.blocked')
    assert.equal(blocked.by, 'operator')
    const hash = (await test.db.reader('credentials').where({ user_id: userId }).first()).password_hash
    for (const kept of ['192.0.2.77', 'usr_opa', '"bob"', hash, secret, ...recoveryCodes])
      assert.ok(!answer.text.includes(kept), kept)
  })

  it('is asked for with the password, unless that was given within ten minutes', async () => {
    const bob = await givePassword(test.app, 'bob')
    test.clock.move(TEN_MINUTES)
    const asked = await bob.submit(`${PAGE}/download`, {}, PAGE)
    assert.match(String(asked.headers.location), /^\/account\/confirm/)
    await bob.submit('/account/confirm', { password: PASSWORD })
    assert.equal((await bob.submit(`${PAGE}/download`, {}, PAGE)).status, 200)
  })
})
