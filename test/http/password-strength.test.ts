import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { describe, it, type TestContext } from 'node:test'
import { pino } from 'pino'
import { RULES_ALONE } from '../../src/usecases/password-judge.ts'
import { openTestApp, type TestAppOptions } from '../support/app.ts'
import { PASSWORD, register } from '../support/people.ts'
import { csrfOf, visitor } from '../support/visit.ts'

const PATH = '/password-strength'

/** Somebody on the page to register, and what a form there is judged. */
async function atRegister(t: TestContext, options: TestAppOptions = {}, headers = {}) {
  const test = await openTestApp(options)
  t.after(() => test.close())
  const browser = visitor(test.app, { headers })
  const _csrf = csrfOf((await browser.get('/register')).text) ?? ''
  const judged = async (password: string, names = {}) => {
    const answer = await browser.post(PATH, { password, ...names, _csrf })
    return answer.status === 200 ? answer.body : answer.status
  }
  return { test, browser, judged }
}

describe('a password while it is typed', () => {
  it('is judged by the rules that it meets in the end, with the names in the form', async (t) => {
    const { judged } = await atRegister(t)
    assert.deepEqual(await judged('short'), { level: 0, said: 'Use at least 12 characters. This has 5.' })
    const named = await judged('annabella-annabella', { username: 'annabella' })
    assert.deepEqual([named.level, /a name that others know/.test(named.said)], [0, true])
    assert.deepEqual(await judged(PASSWORD), { level: null, said: 'Long enough.' })
  })

  it('is judged by the estimate, which is told that nobody’s password hangs on it, and asks no list', async (t) => {
    const asked: unknown[] = []
    const level = (password: string) => (password.startsWith('seven') ? 4 : 1)
    const { judged } = await atRegister(t, {
      judge: {
        ...RULES_ALONE,
        strength: async (password, _names, urgency) => {
          asked.push(urgency)
          return { level: level(password), weakness: 'date' }
        },
        breached: () => assert.fail('a list of breached passwords was asked'),
      },
    })
    assert.deepEqual(await judged(PASSWORD), { level: 4, said: 'A strong password.' })
    assert.deepEqual((await judged('nine loud kettles')).level, 1)
    assert.deepEqual(asked, ['early', 'early'])
  })

  it('is judged in the language of the browser', async (t) => {
    const { judged } = await atRegister(t, {}, { 'accept-language': 'zh-CN' })
    assert.equal((await judged(PASSWORD)).said, '长度符合要求。')
  })

  it('of somebody who is signed in is compared with their names', async (t) => {
    const { test } = await atRegister(t)
    await register(test.app, 'annabella')
    const browser = visitor(test.app)
    await browser.submit('/login', { login: 'annabella', password: PASSWORD })
    const { body } = await browser.submit(PATH, { password: 'annabella-annabella' }, '/account/password')
    assert.match(body.said, /a name that others know/)
  })

  it('stands in no log and in no table', async (t) => {
    let logged = ''
    const kept = new Writable({
      write(line, _encoding, done) {
        logged += line
        done()
      },
    })
    const log = pino({ level: 'trace' }, kept)
    const { test, judged } = await atRegister(t, { log })
    assert.equal((await judged('nine loud kettles sing')).said, 'Long enough.')
    assert.match(logged, /password-strength/)
    assert.doesNotMatch(logged, /kettles/)
    assert.deepEqual(await test.db.reader('events').select('id'), [])
    assert.deepEqual(await test.db.reader('browser_sessions').select('sid'), [])
  })

  it('is judged a bounded number of times in ten minutes for one address', async (t) => {
    const { test, judged } = await atRegister(t, { settings: { limitsScale: 0.01 } })
    for (let times = 0; times < 3; times++) assert.equal((await judged('short')).level, 0)
    assert.equal(await judged('short'), 429)
    test.clock.move(10 * 60_000)
    assert.equal((await judged('short')).level, 0)
  })

  it('without a token, or with a field that is none of the form, is answered by a problem', async (t) => {
    const { browser } = await atRegister(t)
    const forged = await browser.post(PATH, { password: PASSWORD, _csrf: 'forged' })
    assert.deepEqual([forged.status, forged.type], [403, 'application/problem+json'])
    const odd = await browser.submit(PATH, { password: PASSWORD, role: 'operator' }, '/register')
    assert.equal(odd.status, 422)
  })

  it('has a meter on every page where one is chosen, and on no other', async (t) => {
    const { browser } = await atRegister(t)
    assert.match((await browser.get('/register')).text, /data-strength="f-password"/)
    assert.doesNotMatch((await browser.get('/login')).text, /data-strength|strength-meter/)
  })
})
