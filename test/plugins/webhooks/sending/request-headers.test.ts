import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import type { Message } from '../../../../plugins/webhooks/formats/index.ts'
import { requestHeaders } from '../../../../plugins/webhooks/sending/request-headers.ts'
import { newSecret } from '../../../../plugins/webhooks/sending/sign.ts'

const message: Message = {
  body: '{"a":1}',
  contentType: 'application/json',
  headers: { 'user-agent': 'gatepost-webhooks/1' },
}
const secret = newSecret()
const headersOf = (endpoint: Parameters<typeof requestHeaders>[0], now = Date.now()) =>
  requestHeaders(endpoint, message, 'evt_1', [secret], now)

test('the headers of a request verify with the standardwebhooks package', () => {
  const headers = headersOf({ headers: {}, auth: null })
  assert.deepEqual(new Webhook(secret).verify(message.body, headers), { a: 1 })
  assert.equal(headers['content-type'], 'application/json')
  assert.equal(headers['accept-encoding'], 'identity')
})

test('each try has a timestamp and a signature of its own, and the same id', () => {
  const [first, second] = [
    headersOf({ headers: {}, auth: null }, 1000),
    headersOf({ headers: {}, auth: null }, 2000),
  ]
  assert.equal(first['webhook-id'], second['webhook-id'])
  assert.notEqual(first['webhook-timestamp'], second['webhook-timestamp'])
  assert.notEqual(first['webhook-signature'], second['webhook-signature'])
})

test('an operator sets a user agent, and can never set the id, the type or the encoding of a message', () => {
  const headers = headersOf({
    headers: {
      'User-Agent': 'acme',
      'X-Tenant': 'blue',
      'Webhook-Id': 'evt_forged',
      'Content-Type': 'text/html',
    },
    auth: null,
  })
  assert.equal(headers['user-agent'], 'acme')
  assert.equal(headers['x-tenant'], 'blue')
  assert.equal(headers['webhook-id'], 'evt_1')
  assert.equal(headers['content-type'], 'application/json')
})

test('basic and bearer become an Authorization header', () => {
  const basic = headersOf({ headers: {}, auth: { type: 'basic', username: 'hr', password: 'pä:ß' } })
  assert.equal(Buffer.from(basic.authorization?.slice(6) ?? '', 'base64').toString(), 'hr:pä:ß')
  const bearer = headersOf({ headers: {}, auth: { type: 'bearer', token: 'abc' } })
  assert.equal(bearer.authorization, 'Bearer abc')
})
