import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { type TestContext, test } from 'node:test'
import { request } from 'undici'
import { parseAllowList } from '../../../../plugins/webhooks/endpoint/allow-list.ts'
import {
  createGuard,
  ForbiddenAddress,
  type Guard,
  type Resolve,
} from '../../../../plugins/webhooks/sending/guard.ts'
import { createAgents, createGuardedAgent } from '../../../../plugins/webhooks/sending/guarded-agent.ts'
import { countingServer } from '../counting-server.ts'

const guardWith = (entries: readonly string[], resolve?: Resolve) =>
  createGuard(parseAllowList(entries).allow, resolve)
const answer = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })

/** Sends one POST through a real agent; gives the status, or the error it failed with. */
async function post(t: TestContext, guard: Guard, url: string): Promise<number | Error> {
  const dispatcher = createGuardedAgent({ guard })
  t.after(() => dispatcher.destroy())
  try {
    const { statusCode, body } = await request(url, { dispatcher, method: 'POST', body: 'hello' })
    await body.dump()
    return statusCode
  } catch (error) {
    assert.ok(error instanceof Error)
    return error
  }
}
const ok = (socket: { once(event: 'data', heard: () => void): unknown; end(text: string): unknown }) =>
  socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))

// Each leads to the listening loopback, one way or another, unless the guard stops it.
const spellings = [
  ...[
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '0',
    '１２７.0.0.1',
    'localhost',
  ],
  ...['[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]'],
]
for (const host of spellings) {
  test(`no connection is opened to ${host}, with or without TLS`, async (t) => {
    const server = await countingServer(t)
    for (const scheme of ['http', 'https']) {
      const result = await post(t, guardWith([]), `${scheme}://${host}:${server.port}/`)
      assert.ok(result instanceof ForbiddenAddress, String(result))
    }
    assert.equal(server.connections(), 0)
  })
}

const internal = [
  '10.0.4.12',
  '100.64.0.1',
  '169.254.169.254',
  '198.18.0.1',
  '[fd00::1]',
  '[fe80::1]',
  '[fd00:ec2::254]',
]
for (const host of internal) {
  test(`a request to ${host} is refused before anything is sent`, async (t) => {
    assert.ok((await post(t, guardWith([]), `https://${host}/`)) instanceof ForbiddenAddress)
  })
}

test('a name that leads to the loopback opens no connection', async (t) => {
  const server = await countingServer(t)
  const guard = guardWith([], async () => [answer('127.0.0.1')])
  assert.ok((await post(t, guard, `https://hr.example.org:${server.port}/`)) instanceof ForbiddenAddress)
  assert.equal(server.connections(), 0)
})

test('mixed answers open no connection, whichever comes first', async (t) => {
  const server = await countingServer(t)
  for (const addresses of [
    ['127.0.0.1', '10.0.0.1'],
    ['10.0.0.1', '127.0.0.1'],
  ]) {
    const guard = guardWith(['127.0.0.1'], async () => addresses.map(answer))
    assert.ok((await post(t, guard, `http://hr.example.org:${server.port}/`)) instanceof ForbiddenAddress)
  }
  assert.equal(server.connections(), 0)
})

test('a name that was harmless when it was saved is refused once it leads inside', async (t) => {
  const server = await countingServer(t)
  const script = ['93.184.216.34', '127.0.0.1']
  const guard = guardWith([], async () => [answer(script.shift() ?? '127.0.0.1')])
  const url = `https://hr.example.org:${server.port}/`
  assert.equal(await guard.resolveUrl(url), undefined)
  assert.ok((await post(t, guard, url)) instanceof ForbiddenAddress)
  assert.equal(server.connections(), 0)
})

test('a socket that reached another address than the resolver named is closed before a byte is sent', async (t) => {
  const server = await countingServer(t)
  const honest = guardWith([])
  const fooled: Guard = {
    ...honest,
    lookup: () => (_name, _options, done) => done(null, [answer('127.0.0.1')]),
  }
  assert.ok((await post(t, fooled, `http://hr.example.org:${server.port}/`)) instanceof ForbiddenAddress)
  assert.equal(server.bytes(), 0)
})

test('an allowed network, address or host name is reached', async (t) => {
  const server = await countingServer(t, ok)
  for (const entry of ['127.0.0.0/8', '127.0.0.1']) {
    assert.equal(await post(t, guardWith([entry]), `http://127.0.0.1:${server.port}/`), 204)
  }
  const guard = guardWith(['oa.internal'], async () => [answer('127.0.0.1')])
  assert.equal(await post(t, guard, `http://oa.internal:${server.port}/`), 204)
  assert.equal(server.connections(), 3)
})

test('http is refused on the wire too, where a name leads to an address that is public but not allowed', async (t) => {
  const guard = guardWith(['10.0.0.0/8'], async () => [answer('93.184.216.34')])
  const result = await post(t, guard, 'http://hr.example.org/')
  assert.ok(result instanceof ForbiddenAddress)
  assert.match(result.message, /Use https/)
})

test('endpoints share an agent unless one brings its own certificate authority', async (t) => {
  const agents = createAgents(guardWith([]))
  t.after(() => agents.close())
  assert.equal(agents.for(null), agents.for(null))
  assert.notEqual(agents.for(null), agents.for('pem'))
  assert.equal(agents.for('pem'), agents.for('pem'))
})
