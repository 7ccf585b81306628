import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request, { type Response } from 'supertest'
import { openTestApp, type TestApp } from '../support/app.ts'
import { signedInOperator } from '../support/people.ts'
import { csrfOf, type PageVisitor } from '../support/visit.ts'

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 7)])
const PAGE = '/console/settings/logo/edit'

describe('the logo', () => {
  let test: TestApp
  let opa: PageVisitor
  before(async () => {
    test = await openTestApp()
    opa = await signedInOperator(test)
  })
  after(() => test.close())

  const send = async (bytes: Buffer, csrf?: string): Promise<Response> => {
    const token = csrf ?? csrfOf((await opa.get(PAGE)).text) ?? ''
    return request(test.app)
      .post('/console/settings/logo')
      .set('cookie', opa.cookies())
      .field('_csrf', token)
      .attach('file', bytes, 'logo.png')
  }
  const loginLogo = async () =>
    /<img src="(\/look\/logo\?v=[\w-]+)" alt/.exec((await request(test.app).get('/login')).text)?.[1]

  it('is an image by its own bytes, small, and sent with a token; else it is refused beside the field', async () => {
    const refused: [Buffer, RegExp][] = [
      [
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        /PNG, a JPEG or a WebP/,
      ],
      [Buffer.from('<!doctype html><script>alert(1)</script>'), /PNG, a JPEG or a WebP/],
      [Buffer.concat([PNG, Buffer.alloc(64 * 1024)]), /at most 64 kB/],
    ]
    for (const [bytes, words] of refused) {
      const answer = await send(bytes)
      assert.equal(answer.status, 422)
      assert.match(answer.text, words)
    }
    assert.equal((await send(PNG, 'forged')).status, 403)
    assert.equal((await opa.submit('/console/settings/logo', {}, PAGE)).status, 422)
    assert.equal(await loginLogo(), undefined)
    assert.equal((await request(test.app).get('/look/logo')).status, 404)
  })

  it('stands on the sign-in page, served as that image and nothing else', async () => {
    assert.equal((await send(PNG)).status, 303)
    const href = await loginLogo()
    assert.ok(href)
    const { headers, body } = await request(test.app).get(href)
    assert.equal(headers['content-type'], 'image/png')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(String(headers['content-security-policy']), /default-src 'none'; sandbox/)
    assert.deepEqual(body, PNG)
  })

  it('is told once as a change of the settings, by its hash alone, and goes again', async () => {
    await send(PNG)
    assert.equal((await opa.submit('/console/settings/logo/remove', {}, PAGE)).status, 303)
    assert.equal(await loginLogo(), undefined)
    const rows: { data: string }[] = await test.db
      .reader('events')
      .where({ type: 'settings.updated' })
      .orderBy('seq')
    const changes = rows.map(({ data }) => JSON.parse(data).changes.logo)
    assert.equal(changes.length, 2)
    assert.match(changes[0].to, /^\S{32}$/)
    assert.deepEqual(changes[1], { from: changes[0].to, to: null })
  })
})
