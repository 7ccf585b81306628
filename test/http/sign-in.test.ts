import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { visitor } from '../support/visit.ts'

export const PASSWORD = 'seven quiet lanterns hum'

describe('registering, signing in and out', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
  })
  after(() => test.close())

  const eventTypes = async () => {
    const rows: { type: string }[] = await test.db.reader('events').orderBy('seq').select('type')
    return rows.map((row) => row.type)
  }

  it('takes a registration by username and leads to signing in', async () => {
    const ann = visitor(test.app)
    const answer = await ann.submit('/register', {
      username: 'ann',
      email: '',
      name: 'Ann',
      password: PASSWORD,
    })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/login?notice=registered')
    assert.deepEqual(await eventTypes(), ['user.registered'])
  })

  it('answers a registration with an e-mail by “check your mail”', async () => {
    const answer = await visitor(test.app).submit('/register', {
      email: 'bob@example.org',
      password: PASSWORD,
    })
    assert.equal(answer.status, 200)
    assert.match(answer.text, /Check your mail/)
  })

  it('keeps what was typed beside the words, but never the password', async () => {
    const answer = await visitor(test.app).submit('/register', {
      username: 'a@b',
      name: 'Al',
      password: 'short',
    })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /A username holds no @/)
    assert.match(answer.text, /value="Al"/)
    assert.doesNotMatch(answer.text, /short/)
  })

  it('signs in with the password and shows the account', async () => {
    const ann = visitor(test.app)
    const answer = await ann.submit('/login', { login: 'ann', password: PASSWORD })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/account')
    assert.equal((await ann.get('/account/profile')).status, 200)
  })

  it('refuses a wrong password and an unknown name in the same words', async () => {
    const wrong = await visitor(test.app).submit('/login', { login: 'ann', password: 'not hers at all' })
    const nobody = await visitor(test.app).submit('/login', { login: 'nobody', password: 'not hers at all' })
    assert.equal(wrong.status, 401)
    assert.equal(nobody.status, 401)
    const words = (text: string) => text.replace(/value="[^"]*"|&quot;challenge&quot;:&quot;[\w-]+/g, '')
    assert.equal(words(wrong.text), words(nobody.text))
    assert.match(wrong.text, /do not match/)
  })

  it('signs out by POST, after which the old cookie opens nothing', async () => {
    const ann = visitor(test.app)
    await ann.submit('/login', { login: 'ann', password: PASSWORD })
    const kept = ann.cookies()
    const answer = await ann.submit('/logout')
    assert.equal(answer.status, 303)
    assert.equal((await visitor(test.app, { cookies: kept }).get('/account/profile')).status, 303)
    assert.equal((await eventTypes()).at(-1), 'user.logged_out')
  })
})
