import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request, { type Response } from 'supertest'
import { z } from 'zod'
import { Refusal } from '../../../src/domain/errors.ts'
import { operation } from '../../../src/hooks/contract.ts'
import { createApiKey } from '../../../src/usecases/create-api-key.ts'
import { openTestApp, type TestApp } from '../../support/app.ts'

const CLI = { actor: { type: 'cli' } } as const
const DAY_MS = 24 * 3_600_000

type Headers = Readonly<Record<string, string>>

const keyOf = async (test: TestApp) => (await createApiKey(test.deps, { name: 'test' }, CLI)).secret
const caller =
  (app: TestApp['app'], key: string) =>
  (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object, headers: Headers = {}) => {
    const call = request(app)
      [method](`/api/v1${path}`)
      .set({ authorization: `Bearer ${key}`, ...headers })
    return body === undefined ? call : call.send(body)
  }
const codeOf = (answer: Response) => [answer.status, JSON.parse(answer.text).code]

describe('a call with an Idempotency-Key', () => {
  let test: TestApp
  let key: string
  let call: ReturnType<typeof caller>
  /** What the operation `/slow` waits for, and how often it was carried out. */
  let gate: Promise<void>
  let open: () => void
  let carriedOut = 0
  before(async () => {
    test = await openTestApp({
      parts: {
        api: [
          operation({
            id: 'slow',
            method: 'post',
            path: '/slow',
            tag: 'Users',
            summary: 'Takes its time',
            scope: 'any',
            body: z.object({ refuse: z.boolean().optional() }),
            answers: {
              200: { description: 'Done', body: z.object({ carriedOut: z.int(), secret: z.string() }) },
            },
            async run({ body }) {
              await gate
              carriedOut += 1
              if (body.refuse) throw new Refusal('conflict')
              return { status: 200, body: { carriedOut, secret: 'whsec_told_once' } }
            },
          }),
          operation({
            id: 'halfway',
            method: 'post',
            path: '/halfway',
            tag: 'Users',
            summary: 'Changes something and fails',
            scope: 'any',
            answers: { 200: { description: 'Done' } },
            async run() {
              carriedOut += 1
              await test.deps.transaction(async () => {})
              throw new Error('cut off')
            },
          }),
        ],
      },
    })
    key = await keyOf(test)
    call = caller(test.app, key)
  })
  after(() => test.close())
  const close = () => {
    gate = new Promise((resolve) => {
      open = resolve
    })
  }
  const users = async () => Number((await test.db.reader('users').count({ n: '*' }).first())?.n)

  it('makes one user however often it is sent, and gets the same bytes each time', async () => {
    const before = await users()
    const send = () => call('post', '/users', { username: 'ida' }, { 'idempotency-key': 'make-ida' })
    const [first, second, third] = [await send(), await send(), await send()]
    assert.equal(first.status, 201)
    for (const again of [second, third]) {
      assert.equal(again.status, 201)
      assert.equal(again.text, first.text)
      assert.equal(again.headers.location, first.headers.location)
      assert.equal(again.headers['content-type'], first.headers['content-type'])
      assert.equal(again.headers['idempotent-replayed'], 'true')
    }
    assert.equal(first.headers['idempotent-replayed'], undefined)
    assert.equal(await users(), before + 1)
  })

  it('takes the key with the quotes of the draft and without', async () => {
    const bare = await call('post', '/users', { username: 'quo' }, { 'idempotency-key': 'quoted' })
    const quoted = await call('post', '/users', { username: 'quo' }, { 'idempotency-key': '"quoted"' })
    assert.equal(quoted.text, bare.text)
    assert.equal(quoted.headers['idempotent-replayed'], 'true')
  })

  it('is refused where the key stands for another body or another address', async () => {
    const headers = { 'idempotency-key': 'one-thing' }
    const made = await call('post', '/users', { username: 'joe' }, headers)
    assert.deepEqual(codeOf(await call('post', '/users', { username: 'jim' }, headers)), [
      422,
      'idempotency_other',
    ])
    const elsewhere = await call('post', `/users/${made.body.id}/block`, { username: 'joe' }, headers)
    assert.equal(elsewhere.status, 422)
  })

  it('is told to wait while the first one is under way on any node, and it is carried out once', async () => {
    close()
    const send = (app = test.app) =>
      caller(app, key)('post', '/slow', {}, { 'idempotency-key': 'slowly' }).then((answer) => answer)
    const first = send()
    while ((await test.db.reader('idempotent_calls').where({ answer: null })).length === 0)
      await new Promise(setImmediate)
    const early = [await send(), await send(test.again())]
    open()
    for (const answer of early) {
      assert.deepEqual(codeOf(answer), [409, 'idempotency_running'])
      assert.equal(answer.headers['retry-after'], '1')
    }
    assert.equal((await first).body.carriedOut, carriedOut)
    assert.equal((await send(test.again())).text, (await first).text)
    assert.equal(carriedOut, 1)
  })

  it('of one key of the API is none of another’s', async () => {
    close()
    open()
    const headers = { 'idempotency-key': 'mine' }
    const mine = await call('post', '/slow', {}, headers)
    const theirs = await caller(test.app, await keyOf(test))('post', '/slow', {}, headers)
    assert.notEqual(theirs.body.carriedOut, mine.body.carriedOut)
  })

  it('that was refused before it changed anything frees its key', async () => {
    close()
    open()
    const headers = { 'idempotency-key': 'try-again' }
    assert.equal((await call('post', '/users', { username: 'not a name!' }, headers)).status, 422)
    assert.equal((await call('post', '/slow', { refuse: true }, headers)).status, 409)
    assert.equal((await call('post', '/users', { username: 'now' }, headers)).status, 201)
  })

  it('that failed after it changed something is not carried out again', async () => {
    const headers = { 'idempotency-key': 'cut-off' }
    const before = carriedOut
    assert.equal((await call('post', '/halfway', undefined, headers)).status, 500)
    assert.deepEqual(codeOf(await call('post', '/halfway', undefined, headers)), [409, 'idempotency_lost'])
    assert.equal(carriedOut, before + 1)
  })

  it('keeps answers sealed, and the table tells neither secrets nor passwords nor keys', async () => {
    close()
    open()
    await call('post', '/slow', {}, { 'idempotency-key': 'sealed-answer' })
    const password = 'eleven quiet lanterns hum'
    await call('post', '/users', { username: 'pia-longname', password }, { 'idempotency-key': 'sealed-body' })
    const rows = JSON.stringify(await test.db.reader('idempotent_calls').select('*'))
    for (const word of ['whsec_told_once', password, 'pia-longname', 'sealed-answer', key])
      assert.ok(!rows.includes(word), word)
  })

  it('must be 1 to 255 visible characters', async () => {
    for (const bad of ['', '""', 'a b', 'x'.repeat(256), '"open'])
      assert.equal(
        (await call('post', '/users', { username: 'bad' }, { 'idempotency-key': bad })).status,
        400,
        bad,
      )
  })

  it('is of no meaning where nothing is posted', async () => {
    assert.equal((await call('get', '/users', undefined, { 'idempotency-key': 'a b' })).status, 200)
  })

  it('is forgotten after a day', async () => {
    const headers = { 'idempotency-key': 'old' }
    const { body } = await call('post', '/users', { username: 'old' }, headers)
    assert.equal((await call('post', '/users', { username: 'old' }, headers)).body.id, body.id)
    test.clock.move(DAY_MS)
    assert.equal((await call('post', '/users', { username: 'new' }, headers)).status, 201)
  })
})

describe('the version of what is configured', () => {
  let test: TestApp
  let call: ReturnType<typeof caller>
  let path: string
  before(async () => {
    test = await openTestApp()
    call = caller(test.app, await keyOf(test))
    path = `/users/${(await call('post', '/users', { username: 'ann', name: 'Ann' })).body.id}`
  })
  after(() => test.close())
  const tagOf = async () => String((await call('get', path)).headers.etag)

  it('is told with what was just made, as good as one that was read', async () => {
    const field = { key: 'desk', label: 'Desk', type: 'text' }
    for (const [list, body] of [
      ['/users', { username: 'new' }],
      ['/custom-fields', field],
    ] as const) {
      const made = await call('post', list, body)
      assert.equal(made.status, 201, made.text)
      const at = String(made.headers.location).replace('/api/v1', '')
      const tag = String(made.headers.etag)
      assert.equal((await call('get', at)).headers.etag, tag)
      assert.equal((await call('delete', at, undefined, { 'if-match': tag })).status, 204)
    }
  })

  it('is a strong tag that stays while nothing changes, and answers 304 to who has it', async () => {
    const tag = await tagOf()
    assert.match(tag, /^"[\w-]+\.[\w-]+"$/)
    assert.equal(await tagOf(), tag)
    const fresh = await call('get', path, undefined, { 'if-none-match': `"x", ${tag}` })
    assert.deepEqual([fresh.status, fresh.text, fresh.headers.etag], [304, '', tag])
    assert.equal((await call('get', path, undefined, { 'if-none-match': '"x.y"' })).status, 200)
  })

  it('lets a change through for who saw it, and nobody else', async () => {
    const tag = await tagOf()
    const mine = await call('patch', path, { name: 'Anne' }, { 'if-match': tag })
    assert.deepEqual([mine.status, mine.body.name], [200, 'Anne'])
    assert.equal(mine.headers.etag, await tagOf())
    const theirs = await call('patch', path, { name: 'Anna' }, { 'if-match': tag })
    assert.deepEqual(codeOf(theirs), [412, 'precondition_failed'])
    assert.equal((await call('get', path)).body.name, 'Anne')
    for (const tags of [`"x.y", ${await tagOf()}`, '*'])
      assert.equal((await call('patch', path, { locale: 'de' }, { 'if-match': tags })).status, 200)
    assert.equal((await call('patch', path, { locale: 'en' })).status, 200)
    for (const bad of [`W/${await tagOf()}`, 'nonsense', '""'])
      assert.equal((await call('patch', path, { locale: 'fr' }, { 'if-match': bad })).status, 412, bad)
  })

  it('is another for a private field that no answer shows, and cannot be made by who guesses at it', async () => {
    const tag = await tagOf()
    await test.db
      .writer('users')
      .where({ username: 'ann' })
      .update({ private_fields: JSON.stringify({ salary: 7 }) })
    assert.notEqual(await tagOf(), tag)
  })

  it('lets one of several through that change the same at the same moment', async () => {
    const tag = await tagOf()
    const all = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => call('patch', path, { name }, { 'if-match': tag })),
    )
    assert.deepEqual(all.map(({ status }) => status).sort(), [200, 412, 412, 412])
  })

  it('keeps what changed since from being deleted', async () => {
    const tag = await tagOf()
    await call('patch', path, { name: 'Ann once more' })
    assert.equal((await call('delete', path, undefined, { 'if-match': tag })).status, 412)
    assert.equal((await call('delete', path, undefined, { 'if-match': await tagOf() })).status, 204)
  })

  it('is not passed over by an operation that compares none', async () => {
    const answer = await call('post', '/users', { username: 'bob' }, { 'if-match': '"x.y"' })
    assert.deepEqual(codeOf(answer), [412, 'precondition_failed'])
    assert.equal((await call('get', '/users?search=bob')).body.data.length, 0)
  })
})

describe('the requests of one key', () => {
  const open = async (apiLimit: number) => {
    const test = await openTestApp({ settings: { apiLimit } })
    return { test, key: await keyOf(test) }
  }

  it('are limited within a minute, over all nodes, and each answer says what is left', async (t) => {
    const { test, key } = await open(3)
    t.after(() => test.close())
    const nodes = [test.app, test.again()].map((app) => caller(app, key))
    const answers: Response[] = []
    for (const node of [0, 1, 0, 1, 0]) {
      const answer = await nodes[node]?.('get', '/users')
      if (answer) answers.push(answer)
    }
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 429, 429],
    )
    assert.equal(answers[0]?.headers['ratelimit-policy'], '"key";q=3;w=60')
    assert.equal(answers[0]?.headers.ratelimit, '"key";r=2;t=60')
    const last = answers[4]
    assert.deepEqual(last && codeOf(last), [429, 'too_many'])
    assert.equal(last?.headers.ratelimit, '"key";r=0;t=60')
    assert.equal(last?.headers['retry-after'], '60')

    const other = caller(test.app, await keyOf(test))
    assert.equal((await other('get', '/users')).status, 200)
    test.clock.move(60_000)
    assert.equal((await nodes[1]?.('get', '/users'))?.status, 200)
  })

  it('that come at once are counted each, with one write for many of them', async (t) => {
    const { test, key } = await open(1000)
    t.after(() => test.close())
    const call = caller(test.app, key)
    const all = await Promise.all(Array.from({ length: 30 }, () => call('get', '/event-types')))
    const left = all.map(({ headers }) => Number(/r=(\d+)/.exec(String(headers.ratelimit))?.[1]))
    assert.equal(new Set(left).size, 30)
    assert.equal(Math.min(...left), 970)
    const row = await test.db.reader('limits').where('key', 'like', 'api-key:%').first('points')
    assert.equal(row?.points, 30)
  })
})
