import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register, signedInOperator } from '../support/people.ts'

const PAGE = '/account/data'
const TEN_MINUTES = 600_000

describe('leaving', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp({ settings: { limitsScale: 10 } })
    for (const name of ['ann', 'bob']) await register(test.app, name)
  })
  after(() => test.close())
  const statusOf = async (username: string): Promise<string> =>
    (await test.db.reader('users').where({ username }).first('status')).status

  it('is asked for with the password, says until when, and a sign-in calls it off and says so', async () => {
    const ann = await givePassword(test.app, 'ann')
    assert.match((await ann.get(PAGE)).text, /deleted after 14 days.*Signing in before then keeps it/s)
    test.clock.move(TEN_MINUTES)
    const asked = await ann.submit(`${PAGE}/delete`, {}, PAGE)
    assert.match(String(asked.headers.location), /^\/account\/confirm/)
    assert.equal(await statusOf('ann'), 'active')
    await ann.submit('/account/confirm', { password: PASSWORD })
    assert.equal((await ann.submit(`${PAGE}/delete`, {}, PAGE)).headers.location, PAGE)
    assert.equal(await statusOf('ann'), 'deleting')
    for (const page of [PAGE, '/account/profile'])
      assert.match((await ann.get(page)).text, /This account will be deleted on/)
    const again = await givePassword(test.app, 'ann')
    assert.equal(await statusOf('ann'), 'active')
    const { text } = await again.get('/account/profile')
    assert.match(text, /You signed in, so it stays/)
    assert.doesNotMatch(text, /will be deleted on/)
  })

  it('a button keeps the account as well', async () => {
    const bob = await givePassword(test.app, 'bob')
    await bob.submit(`${PAGE}/delete`, {}, PAGE)
    assert.equal(await statusOf('bob'), 'deleting')
    await bob.submit(`${PAGE}/keep`, {}, PAGE)
    assert.equal(await statusOf('bob'), 'active')
    assert.match((await bob.get(PAGE)).text, /Your account stays/)
  })

  it('the last operator is told why there is no button, and refused without it', async () => {
    const opa = await signedInOperator(test)
    const { text } = await opa.get(PAGE)
    assert.match(text, /You are the last operator/)
    assert.doesNotMatch(text, /account\/data\/delete/)
    assert.equal((await opa.submit(`${PAGE}/delete`, {}, PAGE)).status, 409)
    assert.equal(await statusOf('opa'), 'active')
  })
})
