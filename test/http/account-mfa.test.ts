import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { codeAt, enrol, givePassword, PASSWORD, register, signedInOperator } from '../support/people.ts'
import { visitor } from '../support/visit.ts'

const QUARTER = 15 * 60_000

describe('proofs inside a session', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp({ production: true })
  })
  after(() => test.close())

  it('the password alone buys no new tries at the factor', async () => {
    await register(test.app, 'ann')
    const browser = await givePassword(test.app, 'ann')
    const { secret } = await enrol(browser, test.clock.now())
    test.clock.move(60_000)
    const right = codeAt(secret, test.clock.now())
    const wrong = right === '000000' ? '000001' : '000000'
    const guess = async () =>
      (await browser.submit('/account/mfa/remove', { password: PASSWORD, code: wrong }, '/account/mfa'))
        .status
    const statuses: number[] = []
    for (let guesses = 0; guesses < 12; guesses++) {
      if (guesses % 4 === 0) await browser.submit('/account/confirm', { password: PASSWORD })
      statuses.push(await guess())
      test.clock.move(16_000)
    }
    assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429])
    test.clock.move(QUARTER)
  })

  it('a wrong password uses up no try at the factor', async () => {
    const browser = await signedInOperator(test, 'opa')
    const { secret } = await enrol(browser, test.clock.now())
    const off = (password: string, code: string) =>
      browser.submit('/account/mfa/remove', { password, code }, '/account/mfa')
    test.clock.move(60_000)
    for (let rounds = 0; rounds < 2; rounds++) {
      for (let tries = 0; tries < 9; tries++) {
        assert.equal((await off('not it, no', '000000')).status, 422)
        test.clock.move(16_000)
      }
      await browser.submit('/account/confirm', { password: PASSWORD })
    }
    assert.equal((await off(PASSWORD, codeAt(secret, test.clock.now()))).status, 303)
  })

  it('a cookie captured before the factor was added opens nothing after it', async () => {
    const browser = await signedInOperator(test, 'ops')
    const captured = browser.cookies()
    await enrol(browser, test.clock.now())
    assert.equal((await browser.get('/console')).status, 200)
    const thief = visitor(test.app, { cookies: captured })
    assert.equal((await thief.get('/console')).status, 303)
    assert.equal((await thief.get('/account/profile')).status, 303)
  })

  it('a cookie captured before the password was given again opens nothing after it', async () => {
    await register(test.app, 'cyd')
    const browser = await givePassword(test.app, 'cyd')
    const captured = browser.cookies()
    const answer = await browser.submit('/account/confirm', { password: PASSWORD, return_to: '/account/mfa' })
    assert.equal(answer.headers.location, '/account/mfa')
    assert.equal((await browser.get('/account/profile')).status, 200)
    assert.equal((await visitor(test.app, { cookies: captured }).get('/account/profile')).status, 303)
  })
})
