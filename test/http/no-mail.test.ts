import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register } from '../support/people.ts'
import { visitor } from '../support/visit.ts'

describe('a server in production mode without a mail server', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp({ production: true })
  })
  after(() => test.close())

  const mails = async () => (await test.db.reader('mails').select('id')).length

  it('sends nobody to a mail that never comes, whether or not the address was free', async () => {
    for (const username of ['', 'ann']) {
      const browser = visitor(test.app)
      const answer = await browser.submit('/register', {
        username,
        email: 'ann@example.org',
        password: PASSWORD,
      })
      assert.equal(answer.headers.location, '/login?notice=unmailed')
      const page = await browser.get(answer.headers.location)
      assert.match(page.text, /This server sends no mail/)
    }
  })

  it('offers no link that would need one, and refuses the form behind it', async () => {
    await register(test.app, 'bob')
    const browser = await givePassword(test.app, 'bob')
    const page = await browser.get('/account/profile')
    assert.doesNotMatch(page.text, /verify-email|\/account\/email|forgot-password/)
    const written = await mails()
    for (const path of ['/account/verify-email', '/account/email', '/forgot-password']) {
      const answer = await browser.submit(path, {}, '/account/profile')
      assert.equal(answer.status, 503, path)
      assert.match(answer.text, /sends no mail/, path)
    }
    assert.equal(await mails(), written)
  })
})
