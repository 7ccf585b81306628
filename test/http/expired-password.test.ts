import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register, signedInOperator } from '../support/people.ts'

const NEXT = 'nine loud kettles sing'
const PAGE = '/account/password'

describe('a password that an operator wants to be new', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp({ settings: { limitsScale: 10 } })
    await register(test.app, 'ann')
  })
  after(() => test.close())

  it('ends every session, and the next one opens nothing before a new password is chosen', async () => {
    const opa = await signedInOperator(test)
    const former = await givePassword(test.app, 'ann')
    const { id } = await test.db.reader('users').where({ username: 'ann' }).first('id')
    const page = `/console/users/${id}`
    assert.equal((await opa.submit(`${page}/expire-password`, {}, page)).headers.location, page)
    assert.match(String((await former.get('/account/profile')).headers.location), /^\/login/)

    const ann = await givePassword(test.app, 'ann')
    for (const closed of ['/account', '/account/profile', '/account/mfa', '/account/data', '/console'])
      assert.equal((await ann.get(closed)).headers.location, PAGE, closed)
    assert.equal((await ann.submit('/account/profile', { name: 'Ann' }, PAGE)).headers.location, PAGE)
    assert.match((await ann.get(PAGE)).text, /Choose a new password/)
    const same = await ann.submit(PAGE, { current: PASSWORD, password: PASSWORD }, PAGE)
    assert.equal(same.status, 422)
    assert.equal((await ann.submit(PAGE, { current: PASSWORD, password: NEXT }, PAGE)).status, 303)
    assert.equal((await ann.get('/account/profile')).status, 200)
    const again = await givePassword(test.app, 'ann', NEXT)
    assert.equal((await again.get('/account/profile')).status, 200)
  })
})
