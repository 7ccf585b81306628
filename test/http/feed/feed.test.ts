import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { createNudge } from '../../../src/lib/nudge.ts'
import { removeEventsBelow } from '../../../src/repositories/log-removal.ts'
import { createApiKey } from '../../../src/usecases/create-api-key.ts'
import { createUser } from '../../../src/usecases/create-user.ts'
import { revokeApiKey } from '../../../src/usecases/revoke-api-key.ts'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { type FeedReader, openFeed } from '../../support/feed-reader.ts'
import { numberAll } from '../../support/number-all.ts'
import { PASSWORD } from '../../support/people.ts'
import { until } from '../../support/wait.ts'

const CLI = { actor: { type: 'cli' } } as const

describe('the feed', () => {
  const moved = createNudge()
  const stopping = new AbortController()
  const open: FeedReader[] = []
  let test: TestApp
  let url: string
  let key: string
  let keyId: string
  let server: ReturnType<typeof createServer>
  before(async () => {
    test = await openTestApp({ parts: { moved, stopping: stopping.signal } })
    server = createServer(test.app).listen(0, '127.0.0.1')
    await until('it listens', () => server.listening)
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    ;({ key, keyId } = await newKey())
    await users('ann', 'bob')
  })
  after(async () => {
    for (const reader of open) reader.close()
    server.closeAllConnections()
    server.close()
    await test.close()
  })

  const newKey = async (expiresAt: number | null = null) => {
    const made = await createApiKey(test.deps, { name: 'feed', expiresAt }, CLI)
    return { key: made.secret, keyId: made.key.id }
  }
  /** Users come to be, and their events get positions as on a running server. */
  const users = async (...names: readonly string[]) => {
    for (const username of names)
      await createUser(test.deps, { username, password: PASSWORD, method: 'api' }, CLI)
    await numberAll(test.db)
    moved.nudge()
  }
  const call = async (path: string, init: { method?: string; body?: object; key?: string } = {}) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: init.method ?? 'GET',
      headers: { authorization: `Bearer ${init.key ?? key}`, 'content-type': 'application/json' },
      body: init.body ? JSON.stringify(init.body) : null,
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const stream = async (options: Parameters<typeof openFeed>[2] = {}, secret = key) => {
    const reader = await openFeed(url, secret, options)
    open.push(reader)
    return reader
  }
  const head = async () => (await call('/events?limit=1')).body.head

  it('says after each page where to read on, and that is never before what it showed', async () => {
    const { body } = await call('/events?limit=2')
    assert.equal(body.cursor, body.data.at(-1).position)
    assert.equal(body.next, String(body.cursor))
    const rest = (await call(`/events?after=${body.cursor}`)).body
    assert.deepEqual([rest.cursor, rest.next], [rest.head, null])
    assert.deepEqual((await call(`/events?after=${rest.cursor}`)).body.data, [])
  })

  it('moves the cursor on over events of other types', async () => {
    const { body } = await call('/events?types=user.deleted')
    assert.deepEqual([body.data, body.cursor, body.next], [[], await head(), null])
  })

  it('refuses a position that the log has not reached, instead of waiting for it in silence', async () => {
    const { status, body } = await call(`/events?after=${(await head()) + 1}`)
    assert.deepEqual([status, body.errors[0].field], [422, 'after'])
  })

  it('answers a long poll as soon as there is an event, and in vain after its time', async () => {
    const at = await head()
    const waiting = call(`/events?after=${at}&wait=30&types=user.*`)
    const other = await newKey()
    await numberAll(test.db)
    moved.nudge()
    await users('cyd')
    const { body } = await waiting
    assert.deepEqual(
      body.data.map((event: { type: string }) => event.type),
      ['user.registered'],
    )
    const vain = await call(`/events?after=${body.cursor}&wait=1`, { key: other.key })
    assert.deepEqual([vain.status, vain.body.data], [200, []])
    for (const wait of ['61', '-1', 'x']) assert.equal((await call(`/events?wait=${wait}`)).status, 422)
  })

  it('gives nothing to a long poll whose key was revoked while it waited', async () => {
    const ended = await newKey()
    await numberAll(test.db)
    const waiting = call(`/events?after=${await head()}&wait=30`, { key: ended.key })
    await revokeApiKey(test.deps, { keyId: ended.keyId }, CLI)
    await users('dan')
    assert.equal((await waiting).status, 401)
  })

  it('streams what is there and what comes, with the position as the id', async () => {
    const at = await head()
    const reader = await stream({ query: `?after=${at - 1}` })
    await until('the first is read', () => reader.messages.length === 1)
    await users('eve')
    await until('the second is read', () => reader.messages.length === 2)
    const [first, second] = reader.messages
    assert.deepEqual([first?.id, second?.id], [String(at), String(at + 1)])
    assert.deepEqual((await call(`/events?after=${at}`)).body.data, [JSON.parse(second?.data ?? '')])
  })

  it('goes on at Last-Event-ID, whatever the address says', async () => {
    const at = await head()
    await users('fay', 'gus')
    const reader = await stream({ query: '?after=0', lastEventId: String(at) })
    await until('both are read', () => reader.messages.length === 2)
    assert.deepEqual(
      reader.messages.map(({ id }) => Number(id)),
      [at + 1, at + 2],
    )
    assert.equal((await stream({ lastEventId: 'evt_1' })).status, 422)
  })

  it('ends a stream whose key is revoked before another event goes out', async () => {
    const ended = await newKey()
    await numberAll(test.db)
    const reader = await stream({ query: `?after=${await head()}` }, ended.key)
    await revokeApiKey(test.deps, { keyId: ended.keyId }, CLI)
    await users('hal')
    await until('it ends', () => reader.ended())
    assert.deepEqual([reader.texts(), reader.messages.at(-1)?.event], [[], 'end'])
  })

  it('ends a stream whose key expires', async () => {
    const short = await newKey(test.clock.now() + 60_000)
    await numberAll(test.db)
    const reader = await stream({ query: `?after=${await head()}` }, short.key)
    test.clock.move(60_000)
    await users('ida')
    await until('it ends', () => reader.ended())
    assert.deepEqual([reader.texts(), reader.messages.at(-1)?.event], [[], 'end'])
  })

  it('lets a key read only so many times at once, and again when one has ended', async () => {
    const many = await newKey()
    await numberAll(test.db)
    const query = `?after=${await head()}`
    const readers = await Promise.all(Array.from({ length: 20 }, () => stream({ query }, many.key)))
    assert.deepEqual([...new Set(readers.map(({ status }) => status))], [200])
    assert.equal((await stream({ query }, many.key)).status, 429)
    assert.equal((await call(`/events${query}&wait=5`, { key: many.key })).status, 429)
    assert.equal((await call(`/events${query}`, { key: many.key })).status, 200)
    readers[0]?.close()
    await until('there is room again', async () => (await stream({ query }, many.key)).status === 200)
    for (const reader of readers) reader.close()
  })

  describe('with listeners', () => {
    const listener = async () =>
      (await call('/listeners', { method: 'POST', body: { forwardTo: 'http://localhost:1/x' } })).body

    it('shows a test to the listeners it was sent to, marked, without a sequence, and to nobody else', async () => {
      const [mine, other] = [await listener(), await listener()]
      const sent = await call('/listeners/tests', {
        method: 'POST',
        body: { type: 'user.registered', to: [mine.id] },
      })
      assert.deepEqual([sent.status, sent.body.listeners], [202, [mine.id]])
      await users('jan')
      const seen = async (query: string) =>
        (await call(`/events?after=${mine.after}&types=user.*${query}`)).body.data.map(
          (event: { type: string; test?: boolean; sequence: number | null }) => [
            event.type,
            event.test ?? false,
            event.sequence,
          ],
        )
      const real = ['user.registered', false, 1]
      assert.deepEqual(await seen(`&listener=${mine.id}`), [['user.registered', true, null], real])
      for (const query of ['', `&listener=${other.id}`]) assert.deepEqual(await seen(query), [real])
    })

    it('keeps of a test only that it was triggered: no user, no sequence, addressed', async () => {
      const row = await test.db.reader('events').where({ type: 'listener.triggered' }).first()
      assert.deepEqual([row.subject, row.sequence], [null, null])
      assert.match(row.target, /^\["lsn_/)
    })

    it('leaves a record of each that was opened and closed', async () => {
      const { id } = await listener()
      assert.equal((await call(`/listeners/${id}`, { method: 'DELETE' })).status, 204)
      assert.equal((await call(`/listeners/${id}`, { method: 'DELETE' })).status, 404)
      await numberAll(test.db)
      const { data } = (await call('/events?types=listener.*&limit=1000')).body
      const about = data.filter(
        (event: { data: { listener: { id: string } } }) => event.data.listener.id === id,
      )
      assert.deepEqual(
        about
          .map((event: { type: string; context: object }) => [event.type, event.context.valueOf()])
          .map(([type, context]: [string, { actor: object }]) => [type, context.actor]),
        [
          ['listener.opened', { type: 'api_key', id: keyId }],
          ['listener.closed', { type: 'api_key', id: keyId }],
        ],
      )
    })

    it('belongs to its key: another one can neither read, close nor test it', async () => {
      const { id } = await listener()
      const other = await newKey()
      const reader = await stream({ query: `?listener=${id}` }, other.key)
      assert.equal(reader.status, 410)
      for (const wait of ['', '&wait=1']) {
        const page = await call(`/events?listener=${id}${wait}`, { key: other.key })
        assert.deepEqual([page.status, page.body.data], [410, undefined], wait)
      }
      assert.equal((await call(`/listeners/${id}`, { method: 'DELETE', key: other.key })).status, 404)
      const body = { type: 'ping', to: [id] }
      assert.equal((await call('/listeners/tests', { method: 'POST', body, key: other.key })).status, 422)
      const nobody = { type: 'user.updated' }
      assert.equal(
        (await call('/listeners/tests', { method: 'POST', body: nobody, key: other.key })).status,
        409,
      )
    })

    it('ends its stream when its time is over or it is closed', async () => {
      const [late, closed] = [await listener(), await listener()]
      await numberAll(test.db)
      const at = await head()
      const readers = [late, closed].map(({ id }) => stream({ query: `?after=${at}&listener=${id}` }))
      const [first, second] = await Promise.all(readers)
      await call(`/listeners/${closed.id}`, { method: 'DELETE' })
      await users('kim')
      await until('the closed one ends', () => second?.ended())
      assert.deepEqual(second?.texts(), [])
      assert.equal(first?.ended(), undefined)
      test.clock.move(8 * 3_600_000)
      await users('lea')
      await until('the late one ends', () => first?.ended())
      assert.equal(first?.messages.at(-1)?.event, 'end')
    })

    it('refuses what is no type, no listener, and too many', async () => {
      const { key: own } = await newKey()
      const post = (path: string, body: object) => call(path, { method: 'POST', body, key: own })
      for (const body of [{ seconds: 59 }, { seconds: 90_000 }, { forwardTo: 'a\nb' }, { more: 1 }])
        assert.equal((await post('/listeners', body)).status, 422, JSON.stringify(body))
      for (let n = 0; n < 10; n++) assert.equal((await post('/listeners', {})).status, 201)
      assert.equal((await post('/listeners', {})).status, 429)
      assert.equal((await call('/listeners', { key: own })).body.data.length, 10)
      for (const type of ['user.none', 'constructor', 'listener.triggered'])
        assert.equal((await post('/listeners/tests', { type })).status, 422, type)
    })
  })

  it('says where the log begins to a cursor that retention has passed, at the start and on the way', async () => {
    const at = await head()
    await test.db.transaction((tx) => removeEventsBelow(tx, at, 1000))
    for (const answer of [
      await call('/events?after=3'),
      { status: (await stream({ query: '?after=3' })).status },
    ])
      assert.equal(answer.status, 410)
    assert.match(
      (await call('/events?after=3')).body.detail,
      new RegExp(`begins at position ${at}\\b.*after=${at - 1}`),
    )
    assert.equal((await call(`/events?after=${at - 1}`)).body.data[0].position, at)
    assert.equal((await call('/events?after=0')).body.data[0].position, at)
  })

  it('lets every reader go when the process stops', async () => {
    const query = `?after=${await head()}`
    const reader = await stream({ query })
    const waiting = call(`/events${query}&wait=60`)
    stopping.abort()
    await until('the stream ends', () => reader.ended() === 'whole')
    assert.deepEqual((await waiting).body.data, [])
  })
})
