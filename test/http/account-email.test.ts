import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register } from '../support/people.ts'
import { csrfOf, type PageVisitor, visitor } from '../support/visit.ts'

const PAGE = '/account/profile'

describe('the address of a person', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp({ settings: { limitsScale: 10 } })
    await register(test.app, 'ann')
    await register(test.app, 'bob')
  })
  after(() => test.close())

  const stored = (username: string) =>
    test.db.reader('users').where({ username }).first('email', 'email_verified')
  const mailsTo = async (recipient: string): Promise<string[]> => {
    const rows: { template: string }[] = await test.db.reader('mails').where({ recipient }).orderBy('id')
    return rows.map((row) => row.template)
  }
  const ask = (browser: PageVisitor, email: string, password = PASSWORD) =>
    browser.submit('/account/email', { email, password }, PAGE)
  /** Follows the newest link that was mailed to the address. */
  const prove = async (email: string) => {
    const mail: { id: string; sealed: string } = await test.db
      .reader('mails')
      .where({ recipient: email, template: 'verify_email' })
      .orderBy('id', 'desc')
      .first('id', 'sealed')
    const token = test.deps.keyring.open('mail', mail.sealed, mail.id)
    const browser = visitor(test.app)
    const opened = await browser.get(`/verify-email?token=${token}`)
    return browser.post('/verify-email', { token, _csrf: csrfOf(opened.text) ?? '' })
  }

  it('is added, and changed only once the new one is proven; the old one is told', async () => {
    const ann = await givePassword(test.app, 'ann')
    assert.match((await ann.get(PAGE)).text, /Add an address/)
    await ask(ann, 'ann@example.org')
    await prove('ann@example.org')
    assert.equal((await ask(ann, 'anne@example.org')).headers.location, PAGE)
    assert.match((await ann.get(PAGE)).text, /A link is on its way to anne@example\.org/)
    assert.equal((await stored('ann')).email, 'ann@example.org')
    assert.deepEqual(await mailsTo('ann@example.org'), ['verify_email'])
    assert.equal((await prove('anne@example.org')).status, 200)
    assert.equal((await stored('ann')).email, 'anne@example.org')
    assert.deepEqual(await mailsTo('ann@example.org'), ['verify_email', 'email_changed'])
  })

  it('that somebody else has proven gets the same answer, and its owner a mail', async () => {
    const bob = await givePassword(test.app, 'bob')
    const words = async (email: string) => {
      const answer = await ask(bob, email)
      return [answer.status, answer.headers.location, (await bob.get(PAGE)).text.replaceAll(email, 'X')]
    }
    const [free, taken] = [await words('free@example.org'), await words('anne@example.org')]
    const page = (text: unknown) => /A link is on its way[^<]*/.exec(String(text))?.[0]
    assert.deepEqual(free.slice(0, 2), taken.slice(0, 2))
    assert.equal(page(free[2]), page(taken[2]))
    assert.ok((await mailsTo('anne@example.org')).includes('email_already_registered'))
    assert.equal((await stored('ann')).email, 'anne@example.org')
  })

  it('is changed by nobody without the password; what is wrong stands beside its field', async () => {
    const ann = await givePassword(test.app, 'ann')
    const wrong = await ask(ann, 'thief@example.org', 'wrong')
    assert.equal(wrong.status, 422)
    assert.match(wrong.text, /id="f-password-error"/)
    assert.match(wrong.text, /value="thief@example\.org"/)
    assert.deepEqual(await mailsTo('thief@example.org'), [])
    assert.match((await ask(ann, 'nowhere')).text, /id="f-email-error"/)
  })

  it('is not asked for where no mail can be sent', async (t) => {
    const mute = await openTestApp({ production: true })
    t.after(() => mute.close())
    await register(mute.app, 'ann')
    const ann = await givePassword(mute.app, 'ann')
    assert.doesNotMatch((await ann.get(PAGE)).text, /Add an address/)
    assert.equal((await ask(ann, 'ann@example.org')).status, 503)
  })
})
