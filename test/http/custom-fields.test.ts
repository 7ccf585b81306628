import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { PASSWORD, signedInOperator } from '../support/people.ts'
import { type PageVisitor, visitor } from '../support/visit.ts'

describe('custom fields from the settings to the forms', () => {
  let test: TestApp
  let opa: PageVisitor
  before(async () => {
    test = await openTestApp({ settings: { limitsScale: 10 } })
    opa = await signedInOperator(test)
  })
  after(() => test.close())

  const define = (fields: Record<string, string>) =>
    opa.submit(
      '/console/settings/fields',
      { type: 'text', editor: 'user', ...fields },
      '/console/settings/fields/new',
    )
  const row = (username: string) => test.db.reader('users').where({ username }).first()

  it('an operator makes, edits and removes a field, and each shows in the settings', async () => {
    const made = await define({ key: 'badge', label: 'Badge', labelZh: '工牌' })
    assert.equal(made.headers.location, '/console/settings')
    assert.match((await opa.get('/console/settings')).text, /Badge[\s\S]*工牌/)
    const edit = '/console/settings/fields/badge/edit'
    assert.equal((await opa.submit(edit, { label: 'Badge no.', editor: 'operator' }, edit)).status, 303)
    assert.match((await opa.get('/console/settings')).text, /Badge no\./)
    assert.equal((await opa.submit('/console/settings/fields/badge/remove', {}, edit)).status, 303)
    assert.doesNotMatch((await opa.get('/console/settings')).text, /Badge no\./)
    assert.equal((await opa.get(edit)).status, 404)
  })

  it('a wrong definition is refused beside the field and keeps what was typed', async () => {
    const refused = await define({ key: '1st', label: 'First', type: 'choice' })
    assert.equal(refused.status, 422)
    assert.match(refused.text, /id="f-key-error"/)
    assert.match(refused.text, /id="f-choices-error"/)
    assert.match(refused.text, /value="First"/)
  })

  it('a person fills a field in at registration and changes it in the profile', async () => {
    await define({ key: 'shirt', label: 'Shirt size', type: 'choice', choices: 'S\nM', required: 'on' })
    await define({ key: 'news', label: 'Wants news', type: 'boolean' })
    const ann = visitor(test.app)
    const fields = { username: 'ann', password: PASSWORD }
    const missing = await ann.submit('/register', { ...fields, 'custom.shirt': '' }, '/register')
    assert.equal(missing.status, 422)
    assert.match(missing.text, /id="f-custom-shirt-error"/)
    assert.equal((await ann.submit('/register', { ...fields, 'custom.shirt': 'M' }, '/register')).status, 303)
    assert.deepEqual(JSON.parse((await row('ann')).custom_fields), { shirt: 'M', news: false })
    await ann.submit('/login', { login: 'ann', password: PASSWORD }, '/login')
    const profile = '/account/profile'
    const wrong = await ann.submit(profile, { 'custom.shirt': 'XL' }, profile)
    assert.equal(wrong.status, 422)
    const saved = await ann.submit(profile, { 'custom.shirt': 'S', 'custom.news': 'true' }, profile)
    assert.equal(saved.status, 303)
    assert.deepEqual(JSON.parse((await row('ann')).custom_fields), { shirt: 'S', news: true })
  })

  it('the form to register takes no field that is the operators’', async () => {
    await define({ key: 'cost', label: 'Cost centre', editor: 'operator' })
    assert.doesNotMatch((await visitor(test.app).get('/register')).text, /Cost centre/)
    const bob = visitor(test.app)
    const sent = { username: 'bob', password: PASSWORD, 'custom.shirt': 'S', 'custom.cost': '7' }
    assert.equal((await bob.submit('/register', sent, '/register')).status, 422)
    assert.equal(await row('bob'), undefined)
    const page = `/console/users/${(await row('ann')).id}`
    assert.equal((await opa.submit(`${page}/edit`, { 'custom.cost': '7', 'custom.shirt': 'S' })).status, 303)
    assert.match((await opa.get(page)).text, /Cost centre/)
  })
})
