import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { register, signedInOperator } from '../support/people.ts'
import { csrfOf, type PageVisitor } from '../support/visit.ts'

const inputs = (html: string, name: string): string | undefined =>
  new RegExp(`<input(?=[^>]* name="${name}")[^>]* value="([^"]*)"`).exec(html)?.[1]

describe('two operators at one form', () => {
  let test: TestApp
  let opa: PageVisitor
  let page: string
  before(async () => {
    test = await openTestApp()
    opa = await signedInOperator(test)
    await register(test.app, 'ann')
    const { id } = await test.db.reader('users').where({ username: 'ann' }).first('id')
    page = `/console/users/${id}`
    await opa.submit(`${page}/edit`, { username: 'ann', name: 'Ann', givenName: 'Ann' }, `${page}/edit`)
  })
  after(() => test.close())
  const user = () => test.db.reader('users').where({ username: 'ann' }).first('name', 'given_name')

  it('lose nothing: the later one is told beside the field what changed, and saves again', async () => {
    const opened = (await opa.get(`${page}/edit`)).text
    const form = { _csrf: csrfOf(opened) ?? '', seen: inputs(opened, 'seen') ?? '', username: 'ann' }
    await opa.submit(`${page}/edit`, { username: 'ann', name: 'Anne', givenName: 'Ann' }, `${page}/edit`)

    const late = await opa.post(`${page}/edit`, { ...form, name: 'Ann', givenName: 'Annie' })
    assert.equal(late.status, 412)
    assert.match(late.text, /Somebody else has changed this to “Anne” meanwhile/)
    assert.deepEqual(await user(), { name: 'Anne', given_name: 'Ann' })
    assert.deepEqual([inputs(late.text, 'name'), inputs(late.text, 'givenName')], ['Anne', 'Annie'])

    const again = { ...form, seen: inputs(late.text, 'seen') ?? '', name: 'Anne', givenName: 'Annie' }
    assert.equal((await opa.post(`${page}/edit`, again)).status, 303)
    assert.deepEqual(await user(), { name: 'Anne', given_name: 'Annie' })
  })

  it('are told of settings as well, and what was typed stays', async () => {
    const edit = '/console/settings/edit'
    const opened = (await opa.get(edit)).text
    const form = { _csrf: csrfOf(opened) ?? '', seen: inputs(opened, 'seen') ?? '', registration: 'open' }
    await opa.submit(edit, { registration: 'open', productName: 'Acme' }, edit)
    const late = await opa.post(edit, { ...form, productName: 'Mine' })
    assert.equal(late.status, 412)
    assert.match(late.text, /changed this to “Acme” meanwhile\. Saving again keeps what you typed/)
    assert.equal(inputs(late.text, 'productName'), 'Mine')
  })
})
