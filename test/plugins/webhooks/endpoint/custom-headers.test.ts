import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import fc from 'fast-check'
import { request } from 'undici'
import {
  checkHeader,
  MASK,
  maskHeaders,
  repeatedHeader,
} from '../../../../plugins/webhooks/endpoint/custom-headers.ts'

const reserved = [
  'Host',
  'Connection',
  'Content-Type',
  'content-length',
  'Content-Anything',
  'Transfer-Encoding',
]
const ours = [
  'webhook-id',
  'Webhook-Signature',
  'x-authing-token',
  'Gatepost-Test',
  'Accept-Encoding',
  'Expect',
]
for (const name of [...reserved, ...ours, 'Proxy-Authorization', 'Keep-Alive', 'TE', 'Trailer', 'Upgrade']) {
  test(`${name} may not be a custom header`, () => {
    assert.match(checkHeader(name, 'x') ?? '', new RegExp(`^${name} is set by Gatepost itself`))
  })
}

for (const name of ['X-Tenant', 'Authorization', 'User-Agent', 'x_y', "a!#$%&'*+.^`|~9"]) {
  test(`${name} may be a custom header`, () => assert.equal(checkHeader(name, 'a b'), undefined))
}

for (const name of ['', 'X Tenant', 'X-Tenant:', 'X\r\nEvil', 'Ä', 'X(y)', '"x"']) {
  test(`${JSON.stringify(name)} is no header name`, () => {
    assert.match(checkHeader(name, 'x') ?? '', /cannot be a header name/)
  })
}

for (const value of ['', ' a', 'a ', 'a\r\nX-Evil: 1', 'a\nb', 'a\rb', 'a\0b', 'ä', '\x7f']) {
  test(`${JSON.stringify(value)} is no header value`, () => {
    assert.match(checkHeader('X-Tenant', value) ?? '', /must be one line of plain ASCII/)
  })
}

test('a mask that came back from a form does not become the value', () => {
  assert.match(checkHeader('X-Tenant', MASK) ?? '', /masked/)
})

test('names that differ in case alone are found', () => {
  assert.equal(repeatedHeader(['X-A', 'X-B', 'x-a']), 'x-a')
  assert.equal(repeatedHeader(['X-A', 'X-B']), undefined)
})

test('shown headers hide custom values, authorization and the GenAuth secret, and nothing else', () => {
  const shown = maskHeaders(
    {
      'x-tenant': 'blue',
      authorization: 'Bearer t',
      'x-authing-token': 's',
      'x-authing-webhook-secret': 's',
      'webhook-id': 'evt_1',
    },
    ['X-Tenant'],
  )
  assert.deepEqual(shown, {
    'x-tenant': MASK,
    authorization: MASK,
    'x-authing-token': MASK,
    'x-authing-webhook-secret': MASK,
    'webhook-id': 'evt_1',
  })
})

test('whatever passes arrives at a server as one header with that value', async (t) => {
  const seen: (string | undefined)[] = []
  const server = createServer((req, res) => {
    seen.push(JSON.stringify(req.headersDistinct['x-tenant']))
    res.end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => server.close())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 12 }), async (value) => {
      fc.pre(checkHeader('X-Tenant', value) === undefined)
      const { body } = await request(url, { method: 'POST', headers: { 'X-Tenant': value } })
      await body.dump()
      assert.equal(seen.at(-1), JSON.stringify([value]))
    }),
    { numRuns: 50, maxSkipsPerRun: 1000 },
  )
})
