import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register } from '../support/people.ts'
import { visitor } from '../support/visit.ts'

const ELSEWHERE = [
  '//evil.example',
  'https://evil.example/',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
]
const FORGED = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '198.51.100.7',
}

describe('forged headers and addresses', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
    await register(test.app, 'ann')
  })
  after(() => test.close())

  it('of a host stand in no page, redirect or link', async () => {
    const browser = visitor(test.app, { headers: FORGED })
    for (const path of [
      '/',
      '/login',
      '/register',
      '/forgot-password',
      '/account',
      '/openapi.json',
      '/nowhere',
    ]) {
      const { text, headers } = await browser.get(path)
      assert.ok(!`${text}${JSON.stringify(headers)}`.includes('evil.example'), path)
    }
  })

  it('of an address are not what an event says where no proxy is named', async () => {
    const browser = visitor(test.app, { headers: FORGED })
    assert.equal((await browser.submit('/login', { login: 'ann', password: PASSWORD })).status, 303)
    const events = await test.db.reader('events').select()
    assert.ok(events.length > 0)
    assert.ok(!JSON.stringify(events).includes('198.51.100.7'))
  })

  it('lead to no other site, wherever a place to return to is taken', async () => {
    const ann = await givePassword(test.app, 'ann')
    for (const return_to of ELSEWHERE) {
      const answers = [
        await visitor(test.app).submit('/login', { login: 'ann', password: PASSWORD, return_to }),
        await ann.submit('/account/confirm', { password: PASSWORD, return_to }),
        await ann.submit('/language', { language: 'en', return_to }, '/account/profile'),
      ]
      for (const { status, headers } of answers) {
        assert.equal(status, 303)
        assert.match(String(headers.location), /^\/(?![/\\])/)
        assert.doesNotMatch(String(headers.location), /evil|script/)
      }
    }
  })
})
