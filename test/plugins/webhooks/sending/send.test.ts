import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parseAllowList } from '../../../../plugins/webhooks/endpoint/allow-list.ts'
import { MAX_BODY } from '../../../../plugins/webhooks/sending/answer-body.ts'
import { createGuard, type Resolve } from '../../../../plugins/webhooks/sending/guard.ts'
import { createGuardedAgent } from '../../../../plugins/webhooks/sending/guarded-agent.ts'
import { type SendOptions, send, type Try } from '../../../../plugins/webhooks/sending/send.ts'
import { AUTHORITY, EXPIRED, GOOD, SELF_SIGNED, WRONG_HOST } from '../certificates.ts'

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 }
const toLoopback: Resolve = async () => [LOOPBACK]

/** Starts a server for the length of a test; gives its port. */
async function listen(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

interface Receiver {
  readonly url: string
  /** Requests whose body had arrived. */
  readonly bodies: string[]
  /** Connections so far. */
  connections: number
}

/** An HTTP receiver that answers as `listener` does once the body is there. */
async function receiver(t: TestContext, listener: RequestListener): Promise<Receiver> {
  const seen: Receiver = { url: '', bodies: [], connections: 0 }
  const server = createHttpServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', () => {
      seen.bodies.push(Buffer.concat(chunks).toString())
      listener(req, res)
    })
  })
  server.on('connection', () => {
    seen.connections += 1
  })
  return Object.assign(seen, { url: `http://127.0.0.1:${await listen(t, server)}/hooks?a=1` })
}

/** A receiver below HTTP: `serve` has each socket, after its request when `whole`. */
async function rawReceiver(t: TestContext, serve: (socket: Socket) => void, whole = true): Promise<Receiver> {
  const seen: Receiver = { url: '', bodies: [], connections: 0 }
  const server = createServer((socket) => {
    seen.connections += 1
    if (!whole) return serve(socket)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0 || text.length < end + 4 + BODY.length) return
      seen.bodies.push(text.slice(end + 4))
      text = ''
      serve(socket)
    })
  })
  return Object.assign(seen, { url: `http://127.0.0.1:${await listen(t, server)}/` })
}

const BODY = '{"hello":"world"}'

/** Sends one message with a guarded agent of its own, and keeps what was recorded. */
async function post(
  t: TestContext,
  url: string,
  rest: Partial<SendOptions> & { ca?: string; resolve?: Resolve } = {},
) {
  const { ca, resolve = toLoopback, ...options } = rest
  const guard = createGuard(parseAllowList(['127.0.0.1', 'oa.test']).allow, resolve)
  const agent = createGuardedAgent({ guard, ca: ca ?? null })
  t.after(() => agent.destroy())
  const recorded: Try[] = []
  const outcome = await send({
    url,
    body: BODY,
    headersFor: () => ({ 'content-type': 'application/json' }),
    timeoutMs: 4000,
    agent,
    onTry: (one) => {
      recorded.push(one)
    },
    ...options,
  })
  if (!rest.onTry) assert.deepEqual(recorded, outcome.tries)
  return outcome
}

test('a receiver gets one POST with the body byte for byte and the headers of its time', async (t) => {
  const seen: unknown[] = []
  const oa = await receiver(t, (req, res) => {
    seen.push([
      req.method,
      req.url,
      req.headers['x-at'],
      req.headers['content-type'],
      req.headers['content-length'],
    ])
    res.setHeader('x-answer', 'yes').writeHead(200).end('thanks')
  })
  const body = '{"name":"Ænn 🦊"}'
  const outcome = await post(t, oa.url, {
    body,
    now: () => 7,
    headersFor: (now) => ({ 'content-type': 'application/json', 'x-at': String(now) }),
  })
  assert.deepEqual(seen, [['POST', '/hooks?a=1', '7', 'application/json', String(Buffer.byteLength(body))]])
  assert.deepEqual(oa.bodies, [body])
  assert.deepEqual(
    [
      outcome.status,
      outcome.body,
      outcome.truncated,
      outcome.error,
      outcome.sent,
      outcome.headers?.['x-answer'],
    ],
    [200, 'thanks', false, null, true, 'yes'],
  )
  assert.deepEqual(
    outcome.tries.map(({ startedAt, requestHeaders }) => [startedAt, requestHeaders['x-at']]),
    [[7, '7']],
  )
})

for (const status of [200, 201, 204, 400, 404, 410, 429, 500, 503]) {
  test(`an answer of ${status} is an outcome, and is asked for once`, async (t) => {
    const oa = await receiver(t, (_req, res) => res.writeHead(status).end())
    const outcome = await post(t, oa.url)
    assert.deepEqual([outcome.status, outcome.error, outcome.sent, outcome.body], [status, null, true, ''])
    assert.equal(oa.bodies.length, 1)
  })
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect by ${status} is not followed`, async (t) => {
    const inside = await receiver(t, (_req, res) => res.end())
    const oa = await receiver(t, (_req, res) => res.writeHead(status, { location: inside.url }).end())
    const outcome = await post(t, oa.url)
    assert.deepEqual([outcome.status, outcome.headers?.location], [status, inside.url])
    assert.deepEqual([oa.bodies.length, inside.connections], [1, 0])
  })
}

test('a connection is used again for the next message', async (t) => {
  const oa = await receiver(t, (_req, res) => res.end('ok'))
  const agent = createGuardedAgent({ guard: createGuard(parseAllowList(['127.0.0.1']).allow) })
  t.after(() => agent.destroy())
  for (let count = 0; count < 5; count++) assert.equal((await post(t, oa.url, { agent })).status, 200)
  assert.equal(oa.bodies.length, 5)
  assert.ok(oa.connections < 5, `${oa.connections} connections`)
})

test('a receiver that takes the request and never answers is a timeout, sent once', async (t) => {
  const oa = await receiver(t, () => {})
  const outcome = await post(t, oa.url, { timeoutMs: 1000 })
  assert.deepEqual(outcome.error, { kind: 'timeout', message: 'No answer within 1 s.' })
  assert.deepEqual([outcome.status, outcome.sent, oa.bodies.length, outcome.tries.length], [null, true, 1, 1])
})

test('headers and then silence: the status counts, and the wait ends', async (t) => {
  const oa = await receiver(t, (_req, res) => res.writeHead(200, { 'content-length': '5' }).flushHeaders())
  const outcome = await post(t, oa.url, { timeoutMs: 1000 })
  assert.deepEqual(
    [outcome.status, outcome.truncated, outcome.body, outcome.error?.kind],
    [200, true, '', 'timeout'],
  )
  assert.equal(oa.bodies.length, 1)
})

test('a body of a byte a second is cut, long before the timeout', { timeout: 15_000 }, async (t) => {
  const oa = await receiver(t, (_req, res) => {
    res.writeHead(200)
    const timer = setInterval(() => res.write('x'), 100)
    res.on('close', () => clearInterval(timer))
  })
  const outcome = await post(t, oa.url, { timeoutMs: 30_000 })
  assert.deepEqual([outcome.status, outcome.truncated, outcome.error], [200, true, null])
  assert.match(outcome.body ?? '', /^x+$/)
})

test('an answer that drips its headers is a timeout', async (t) => {
  const oa = await rawReceiver(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-a: ')
    const timer = setInterval(() => socket.write('a'), 50)
    socket.on('close', () => clearInterval(timer))
  })
  const outcome = await post(t, oa.url, { timeoutMs: 1000 })
  assert.deepEqual(
    [outcome.status, outcome.error?.kind, outcome.sent, oa.bodies.length],
    [null, 'timeout', true, 1],
  )
})

test('an endless body is cut at 16 kB and its connection closed', async (t) => {
  let [closed, written] = [false, 0]
  const oa = await receiver(t, (_req, res) => {
    res.on('error', () => {})
    res.on('close', () => {
      closed = true
    })
    const more = () => {
      do written += 10_000
      while (!res.destroyed && res.write('y'.repeat(10_000)))
    }
    res.on('drain', more)
    more()
  })
  const outcome = await post(t, oa.url)
  assert.deepEqual([outcome.status, outcome.truncated, outcome.body?.length], [200, true, MAX_BODY])
  while (!closed) await new Promise((resolve) => setTimeout(resolve, 5))
  // What the sockets' buffers hold, and nothing near what three seconds of reading would take in.
  assert.ok(written < 20_000_000, `${written} bytes written`)
})

test('a body of exactly 16 kB is whole, and one byte more is cut', async (t) => {
  const oa = await receiver(t, (_req, res) => res.end('z'.repeat(MAX_BODY + oa.bodies.length - 1)))
  const [whole, cut] = [await post(t, oa.url), await post(t, oa.url)]
  assert.deepEqual([whole.truncated, whole.body?.length], [false, MAX_BODY])
  assert.deepEqual([cut.truncated, cut.body?.length], [true, MAX_BODY])
})

test('a gzip bomb is not decompressed', async (t) => {
  const bomb = gzipSync(Buffer.alloc(20_000_000))
  const oa = await receiver(t, (_req, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
  const outcome = await post(t, oa.url)
  assert.deepEqual([outcome.status, outcome.truncated], [200, true])
  assert.ok((outcome.body?.length ?? 0) <= MAX_BODY)
})

test('a body that is not text is kept as text that any database takes', async (t) => {
  const oa = await receiver(t, (_req, res) => res.end(Buffer.from([0x61, 0, 0xff, 0x62])))
  assert.equal((await post(t, oa.url)).body, 'a\ufffd\ufffdb')
})

test('a character that the cut would split is left out', async (t) => {
  const oa = await receiver(t, (_req, res) => res.end(`x${'ä'.repeat(MAX_BODY)}`))
  assert.equal((await post(t, oa.url)).body, `x${'ä'.repeat(MAX_BODY / 2 - 1)}`)
})

test('headers beyond 16 kB are too large, and the request is not repeated', async (t) => {
  const oa = await rawReceiver(t, (socket) =>
    socket.write(`HTTP/1.1 200 OK\r\nx-big: ${'h'.repeat(40_000)}\r\n\r\n`),
  )
  const outcome = await post(t, oa.url)
  assert.deepEqual(
    [outcome.status, outcome.error?.kind, outcome.sent, oa.bodies.length],
    [null, 'too_large', true, 1],
  )
})

for (const [name, answer] of [
  ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
  [
    'an upgrade that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  ],
] as const) {
  test(`${name} is a fault of the protocol, and the request is not repeated`, async (t) => {
    const oa = await rawReceiver(t, (socket) => socket.write(answer))
    const outcome = await post(t, oa.url)
    assert.deepEqual([outcome.status, outcome.error?.kind, oa.bodies.length], [null, 'protocol', 1])
  })
}

test('a reset after the request is tried twice more, each try recorded and signed anew', async (t) => {
  let time = 0
  const oa = await rawReceiver(t, (socket) => socket.resetAndDestroy())
  const outcome = await post(t, oa.url, {
    now: () => ++time,
    headersFor: (now) => ({ 'x-at': String(now) }),
  })
  assert.equal(oa.bodies.length, 3)
  assert.deepEqual(
    outcome.tries.map((one) => [one.error?.kind, one.sent, one.status, one.requestHeaders['x-at']]),
    [
      ['reset', true, null, '1'],
      ['reset', true, null, '2'],
      ['reset', true, null, '3'],
    ],
  )
})

test('no try begins with less than half of the time left: it would be cut, though its receiver takes it', async (t) => {
  // The longest pauses: the third try would begin after almost a second.
  t.mock.method(Math, 'random', () => 0.99)
  const oa = await rawReceiver(t, (socket) => socket.resetAndDestroy())
  const outcome = await post(t, oa.url, { timeoutMs: 1900 })
  assert.deepEqual([oa.bodies.length, outcome.tries.map((one) => one.error?.kind)], [2, ['reset', 'reset']])
})

test('a reset once is made good at once', async (t) => {
  const oa = await rawReceiver(t, (socket) => {
    if (oa.bodies.length === 1) socket.resetAndDestroy()
    else socket.end('HTTP/1.1 204 No Content\r\n\r\n')
  })
  const outcome = await post(t, oa.url)
  assert.deepEqual(
    outcome.tries.map((one) => one.status),
    [null, 204],
  )
  assert.equal(oa.bodies.length, 2)
})

test('a connection closed before the request is read is tried twice more', async (t) => {
  const oa = await rawReceiver(t, (socket) => socket.resetAndDestroy(), false)
  const outcome = await post(t, oa.url)
  assert.deepEqual([outcome.status, outcome.tries.length, oa.connections], [null, 3, 3])
})

test('a host that refuses connections was sent nothing, three times', async (t) => {
  const closed = createServer()
  const port = await listen(t, closed)
  await new Promise((resolve) => closed.close(resolve))
  const outcome = await post(t, `http://127.0.0.1:${port}/`)
  assert.deepEqual(
    outcome.tries.map((one) => [one.error?.kind, one.sent]),
    Array(3).fill(['connect', false]),
  )
  assert.equal(outcome.error?.message, 'The connection was refused. (ECONNREFUSED)')
})

test('an idle connection that the receiver closed meanwhile loses no message', async (t) => {
  const sockets: Socket[] = []
  const oa = await rawReceiver(t, (socket) => {
    sockets.push(socket)
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  })
  const agent = createGuardedAgent({ guard: createGuard(parseAllowList(['127.0.0.1']).allow) })
  t.after(() => agent.destroy())
  assert.equal((await post(t, oa.url, { agent })).status, 200)
  sockets[0]?.resetAndDestroy()
  assert.equal((await post(t, oa.url, { agent })).status, 200)
  assert.equal(oa.bodies.length, 2)
  assert.equal(oa.connections, 2)
})

test('200 and then a reset: the receiver said yes, and the record says what broke', async (t) => {
  const oa = await rawReceiver(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () =>
      setTimeout(() => socket.resetAndDestroy(), 50),
    )
  })
  const outcome = await post(t, oa.url)
  assert.deepEqual(
    [outcome.status, outcome.body, outcome.truncated, outcome.error?.kind, oa.bodies.length],
    [200, 'half', true, 'reset', 1],
  )
})

test('a name that leads nowhere is tried three times, and nothing is sent', async (t) => {
  const resolve: Resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
  const outcome = await post(t, 'https://oa.test/', { resolve })
  assert.deepEqual(
    outcome.tries.map((one) => [one.error?.kind, one.sent]),
    Array(3).fill(['dns', false]),
  )
})

test('a name server that never answers is a timeout with nothing sent', { timeout: 8_000 }, async (t) => {
  const outcome = await post(t, 'https://oa.test/', { resolve: () => new Promise(() => {}), timeoutMs: 1000 })
  assert.deepEqual(outcome.error, { kind: 'timeout', message: 'No connection within 1 s.' })
  assert.deepEqual([outcome.sent, outcome.tries.length], [false, 1])
})

test('a forbidden address is refused once, and nothing is sent', async (t) => {
  const outcome = await post(t, 'https://hr.example.org/', {
    resolve: async () => [{ address: '10.0.0.1', family: 4 }],
  })
  assert.deepEqual([outcome.error?.kind, outcome.sent, outcome.tries.length], ['forbidden', false, 1])
  assert.match(outcome.error?.message ?? '', /GATEPOST_WEBHOOK_ALLOW/)
})

const certificates = [
  ['a self-signed certificate', SELF_SIGNED, undefined, /self-signed/],
  ['an unknown authority', GOOD, undefined, /authority that is not known/],
  ['an expired certificate', EXPIRED, AUTHORITY, /expired/],
  ['a certificate for another host', WRONG_HOST, AUTHORITY, /another host/],
] as const
for (const [name, pair, ca, words] of certificates) {
  test(`${name} is refused once, and no request is sent`, async (t) => {
    let requests = 0
    const port = await listen(
      t,
      createHttpsServer(pair, (_req, res) => {
        requests += 1
        res.end()
      }),
    )
    const outcome = await post(t, `https://oa.test:${port}/`, ca ? { ca } : {})
    assert.deepEqual(
      [outcome.error?.kind, outcome.sent, outcome.tries.length, requests],
      ['tls', false, 1, 0],
    )
    assert.match(outcome.error?.message ?? '', words)
  })
}

test("an endpoint's own certificate authority is trusted", async (t) => {
  for (const [pair, ca] of [
    [GOOD, AUTHORITY],
    [SELF_SIGNED, SELF_SIGNED.cert],
  ] as const) {
    const port = await listen(
      t,
      createHttpsServer(pair, (_req, res) => res.writeHead(204).end()),
    )
    const outcome = await post(t, `https://oa.test:${port}/`, { ca })
    assert.deepEqual([outcome.status, outcome.error], [204, null])
  }
})

test('the timeout bounds all quick tries together', async (t) => {
  const oa = await rawReceiver(t, (socket) => setTimeout(() => socket.resetAndDestroy(), 700))
  const outcome = await post(t, oa.url, { timeoutMs: 1000 })
  // On a slow machine the time is up in the first one, and after a reset too little is left for another.
  const kind = outcome.tries.at(-1)?.error?.kind
  assert.ok(kind === 'timeout' || (kind === 'reset' && oa.bodies.length === 1), `${kind}`)
  assert.ok(oa.bodies.length <= 2)
})

test('a stop of this server cuts a request at once and blames nobody', { timeout: 15_000 }, async (t) => {
  const stop = new AbortController()
  const oa = await receiver(t, () => stop.abort())
  const outcome = await post(t, oa.url, { signal: stop.signal, timeoutMs: 30_000 })
  assert.deepEqual([outcome.error?.kind, outcome.sent, outcome.tries.length], ['aborted', true, 1])
})

test('nothing is sent once this server is stopping', async (t) => {
  const oa = await receiver(t, (_req, res) => res.end())
  const outcome = await post(t, oa.url, { signal: AbortSignal.abort() })
  assert.deepEqual(
    [outcome.error?.kind, outcome.sent, outcome.tries.length, oa.connections],
    ['aborted', false, 0, 0],
  )
})

test('a try that cannot be recorded is not followed by another, and the fault is thrown on', async (t) => {
  const oa = await rawReceiver(t, (socket) => socket.resetAndDestroy())
  const full = new Error('disk full')
  await assert.rejects(post(t, oa.url, { onTry: () => Promise.reject(full) }), full)
  assert.equal(oa.bodies.length, 1)
})

test('each try is recorded before the next one begins', async (t) => {
  const order: string[] = []
  const oa = await rawReceiver(t, (socket) => {
    order.push('request')
    socket.resetAndDestroy()
  })
  await post(t, oa.url, {
    onTry: async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      order.push('recorded')
    },
  })
  assert.deepEqual(order, ['request', 'recorded', 'request', 'recorded', 'request', 'recorded'])
})

test("a receiver's cookies are not kept", async (t) => {
  const oa = await receiver(t, (_req, res) =>
    res.writeHead(200, { 'set-cookie': ['a=1', 'b=2'], 'x-two': ['a', 'b'] }).end(),
  )
  const { headers } = await post(t, oa.url)
  assert.equal(headers?.['set-cookie'], undefined)
  assert.equal(headers?.['x-two'], 'a, b')
})

test('a hundred messages at once arrive once each', async (t) => {
  const oa = await receiver(t, (_req, res) => res.end())
  const agent = createGuardedAgent({ guard: createGuard(parseAllowList(['127.0.0.1']).allow) })
  t.after(() => agent.destroy())
  const bodies = Array.from({ length: 100 }, (_, index) => `{"n":${index}}`)
  const outcomes = await Promise.all(bodies.map((body) => post(t, oa.url, { agent, body })))
  assert.deepEqual(new Set(outcomes.map((outcome) => outcome.status)), new Set([200]))
  assert.deepEqual(oa.bodies.toSorted(), bodies.toSorted())
})
