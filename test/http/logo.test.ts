import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request, { type Response } from 'supertest'
import type { ApiScope } from '../../src/domain/api-key.ts'
import { createApiKey } from '../../src/usecases/create-api-key.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { signedInOperator } from '../support/people.ts'
import { csrfOf, inputOf, type PageVisitor } from '../support/visit.ts'

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

  const sendAs = (form: Readonly<Record<string, string>>, bytes: Buffer): Promise<Response> =>
    request(test.app)
      .post('/console/settings/logo')
      .set('cookie', opa.cookies())
      .field(form)
      .attach('file', bytes, 'logo.png')
  const send = async (bytes: Buffer, csrf?: string): Promise<Response> =>
    sendAs({ _csrf: csrf ?? csrfOf((await opa.get(PAGE)).text) ?? '' }, bytes)
  /** The form as somebody has it open. */
  const opened = async () => {
    const { text } = await opa.get(PAGE)
    return { _csrf: csrfOf(text) ?? '', seen: inputOf(text, 'seen') ?? '' }
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

  it('of one operator is not lost to another who had the form open: both are shown, and the later one chooses', async () => {
    const [first, late] = [await opened(), await opened()]
    assert.equal((await sendAs(first, PNG)).status, 303)
    const theirs = await loginLogo()
    const mine = Buffer.concat([PNG, Buffer.from('mine')])
    const refused = await sendAs(late, mine)
    assert.equal(refused.status, 412)
    assert.match(refused.text, /Somebody else has changed the logo meanwhile/)
    assert.match(
      refused.text,
      new RegExp(`src="data:image/png;base64,${mine.toString('base64').slice(0, 40)}`),
    )
    assert.equal(await loginLogo(), theirs)

    const kept = inputOf(refused.text, 'kept') ?? ''
    const again = { _csrf: late._csrf, seen: inputOf(refused.text, 'seen') ?? '', kept }
    assert.equal((await opa.post('/console/settings/logo', again)).status, 303)
    assert.deepEqual((await request(test.app).get((await loginLogo()) ?? '')).body, mine)
    assert.equal((await opa.post('/console/settings/logo', again)).status, 412)
  })

  it('is not taken away by somebody who saw another one', async () => {
    const late = await opened()
    assert.equal((await send(Buffer.concat([PNG, Buffer.from('newer')]))).status, 303)
    const there = await loginLogo()
    const refused = await opa.post('/console/settings/logo/remove', late)
    assert.equal(refused.status, 412)
    assert.match(refused.text, /Somebody else has changed the logo meanwhile/)
    assert.equal(await loginLogo(), there)
    assert.equal((await opa.post('/console/settings/logo/remove', await opened())).status, 303)
  })

  it('is chosen, read and taken away over the API as well, with the scope', async () => {
    const context = { actor: { type: 'cli' } } as const
    const key = async (scopes: readonly ApiScope[]) =>
      (await createApiKey(test.deps, { name: 'look', scopes }, context)).secret
    const secret = await key(['settings:read', 'settings:write'])
    const call = (method: 'get' | 'put' | 'delete', by = secret) =>
      request(test.app)[method]('/api/v1/settings/logo').set('authorization', `Bearer ${by}`)
    const recorded = async () => {
      const rows: { context: string }[] = await test.db
        .reader('events')
        .where({ type: 'settings.updated' })
        .select('context')
      return rows.filter(({ context }) => JSON.parse(context).actor.type === 'api_key').length
    }
    const other = Buffer.concat([PNG, Buffer.alloc(9, 1)])
    const put = await call('put').type('image/png').send(other)
    assert.equal(put.status, 200)
    assert.equal(await loginLogo(), `/look/logo?v=${put.body.logo}`)
    const read = await call('get').buffer(true)
    assert.deepEqual([read.status, read.headers['content-type'], read.body], [200, 'image/png', other])
    const refused = await call('put').type('image/png').send(Buffer.from('<svg></svg>'))
    assert.deepEqual([refused.status, refused.body.errors?.[0]?.path ?? 'file'], [422, 'file'])
    assert.equal((await call('put').type('image/svg+xml').send(Buffer.from('<svg/>'))).status, 415)
    assert.equal((await call('delete', await key(['settings:read']))).status, 403)
    assert.equal(await recorded(), 1)
    const seen = put.headers.etag ?? assert.fail('no version')
    const newer = await call('put').type('image/png').set('if-match', seen).send(PNG)
    assert.equal(newer.status, 200)
    assert.equal((await call('put').type('image/png').set('if-match', seen).send(other)).status, 412)
    assert.equal((await call('delete').set('if-match', seen)).status, 412)
    assert.equal(await loginLogo(), `/look/logo?v=${newer.body.logo}`)
    assert.equal(await recorded(), 2)
    assert.equal((await call('delete').set('if-match', newer.headers.etag ?? '')).status, 204)
    assert.equal(await recorded(), 3)
    assert.equal((await call('get')).status, 404)
    assert.equal(await loginLogo(), undefined)
  })
})
