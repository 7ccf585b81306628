import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { register, signedInOperator } from '../support/people.ts'
import { csrfOf, inputOf, type PageVisitor } from '../support/visit.ts'

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
    const form = { _csrf: csrfOf(opened) ?? '', seen: inputOf(opened, 'seen') ?? '', username: 'ann' }
    await opa.submit(`${page}/edit`, { username: 'ann', name: 'Anne', givenName: 'Ann' }, `${page}/edit`)

    const late = await opa.post(`${page}/edit`, { ...form, name: 'Ann', givenName: 'Annie' })
    assert.equal(late.status, 412)
    assert.match(late.text, /Somebody else has changed this to “Anne” meanwhile/)
    assert.deepEqual(await user(), { name: 'Anne', given_name: 'Ann' })
    assert.deepEqual([inputOf(late.text, 'name'), inputOf(late.text, 'givenName')], ['Anne', 'Annie'])

    const again = { ...form, seen: inputOf(late.text, 'seen') ?? '', name: 'Anne', givenName: 'Annie' }
    assert.equal((await opa.post(`${page}/edit`, again)).status, 303)
    assert.deepEqual(await user(), { name: 'Anne', given_name: 'Annie' })
  })

  it('are told of settings as well, and what was typed stays', async () => {
    const edit = '/console/settings/edit'
    const opened = (await opa.get(edit)).text
    const form = { _csrf: csrfOf(opened) ?? '', seen: inputOf(opened, 'seen') ?? '', registration: 'open' }
    await opa.submit(edit, { registration: 'open', productName: 'Acme' }, edit)
    const late = await opa.post(edit, { ...form, productName: 'Mine' })
    assert.equal(late.status, 412)
    assert.match(late.text, /changed this to “Acme” meanwhile\. Saving again keeps what you typed/)
    assert.equal(inputOf(late.text, 'productName'), 'Mine')
  })

  it('are told of a box, and whoever did not touch it gets it as it is now', async () => {
    const edit = '/console/settings/edit'
    const opened = (await opa.get(edit)).text
    const form = { _csrf: csrfOf(opened) ?? '', seen: inputOf(opened, 'seen') ?? '', registration: 'open' }
    await opa.submit(edit, { registration: 'open', productName: 'Acme', proveFirst: 'on' }, edit)
    const late = await opa.post(edit, { ...form, productName: 'Acme' })
    assert.equal(late.status, 412)
    assert.match(late.text, /id="f-proveFirst-error".*?Somebody else has ticked this meanwhile\.</s)
    assert.match(late.text, /<input(?=[^>]*name="proveFirst")[^>]* checked/)
  })

  it('are told of a custom field: choices that somebody added are not lost', async () => {
    const fields = '/console/settings/fields'
    const edit = `${fields}/site/edit`
    const field = { label: 'Site', editor: 'operator', choices: 'Bern' }
    await opa.submit(fields, { ...field, key: 'site', type: 'choice' }, `${fields}/new`)
    const opened = (await opa.get(edit)).text
    const form = { _csrf: csrfOf(opened) ?? '', seen: inputOf(opened, 'seen') ?? '', ...field }
    await opa.submit(edit, { ...field, choices: 'Bern\nOslo', required: 'on' }, edit)

    const late = await opa.post(edit, { ...form, label: 'Place' })
    assert.equal(late.status, 412)
    assert.match(
      late.text,
      /id="f-choices-error".*?Somebody else has changed this to “Bern\nOslo” meanwhile/s,
    )
    assert.match(late.text, /<textarea[^>]* name="choices"[^>]*>Bern\nOslo</)
    assert.match(late.text, /<input(?=[^>]*name="required")[^>]* checked/)
    assert.equal(inputOf(late.text, 'label'), 'Place')

    const again = { ...form, seen: inputOf(late.text, 'seen') ?? '', label: 'Place' }
    assert.equal((await opa.post(edit, { ...again, choices: 'Bern\nOslo', required: 'on' })).status, 303)
    assert.match((await opa.get('/console/settings')).text, /Place/)
  })
})
