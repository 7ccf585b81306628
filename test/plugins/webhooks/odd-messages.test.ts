import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openEngine, type RunningEngine, registered, renamed } from './running-engine.ts'

const BOMB = gzipSync(Buffer.alloc(50_000_000))
const LONG = 'a'.repeat(16_384)

/** What a receiver answers by its path. */
const ANSWERS: Readonly<Record<string, (res: ServerResponse) => void>> = {
  '/huge': (res) => res.end('a'.repeat(2_000_000)),
  '/bomb': (res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
  '/endless': (res) => {
    const more = () => {
      while (res.write(LONG));
    }
    res.on('drain', more)
    res.on('error', () => {})
    more()
  },
  '/well': (res) => res.end('taken'),
}

describe('what is not as it should be', () => {
  let engine: RunningEngine
  let url = ''
  const bodies: { readonly path: string; readonly body: string }[] = []
  const receiver = createServer((req, res) => {
    let body = ''
    req.setEncoding('utf8').on('data', (chunk) => {
      body += chunk
    })
    req.on('end', () => {
      bodies.push({ path: req.url ?? '', body })
      ANSWERS[req.url ?? '']?.(res)
    })
  })
  before(async () => {
    await once(receiver.listen(0, '127.0.0.1'), 'listening')
    const address = receiver.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  })
  after(() => {
    receiver.closeAllConnections()
    receiver.close()
  })
  beforeEach(async () => {
    bodies.length = 0
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  for (const [path, kept] of [
    ['/huge', (body: string) => body === LONG],
    ['/endless', (body: string) => body === LONG],
    ['/bomb', (body: string) => body.length > 0 && body.length <= 16_384 && !/^\0{9}/.test(body)],
  ] as const) {
    it(`an answer as ${path} sends it is a success, cut and recorded as what it was`, async () => {
      await engine.endpoint(`${url}${path}`)
      engine.start()
      await engine.announce(registered('usr_ann'))
      await engine.settled()
      assert.equal(bodies.length, 1)
      const [delivery] = (await engine.service.listDeliveries({})).data
      assert.equal(delivery?.state, 'delivered')
      const [attempt, ...more] = await engine.service.listAttempts(delivery?.id ?? '')
      assert.equal(more.length, 0)
      assert.equal(attempt?.responseTruncated, true)
      assert.ok(kept(attempt?.responseBody ?? ''), `${attempt?.responseBody?.length} characters`)
    })
  }

  it('a payload that cannot be rendered is skipped with an error, and the next of its user goes', async () => {
    await engine.endpoint(`${url}/well`, { fields: ['data.user.id'] })
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await engine.db.writer('events').where({ type: 'user.registered' }).update({ data: '{"user":' })
    engine.start()
    await engine.settled()
    assert.deepEqual(
      (await engine.deliveries()).map(({ state, reason }) => [state, reason]),
      [
        ['skipped', 'error'],
        ['delivered', null],
      ],
    )
    assert.deepEqual(
      bodies.map(({ body }) => JSON.parse(body).type),
      ['user.updated'],
    )
  })
})
