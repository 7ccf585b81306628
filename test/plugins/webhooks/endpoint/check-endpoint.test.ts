import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkEndpoint } from '../../../../plugins/webhooks/endpoint/check-endpoint.ts'
import { endpointOf } from '../events.ts'

const installation = {
  types: ['user.registered', 'user.login.succeeded', 'user.login.failed', 'ping'],
  checkUrl: (url: string) => (url.includes('10.0.4.12') ? '10.0.4.12 is a private address.' : undefined),
}
const check = (input: Parameters<typeof endpointOf>[0]) => checkEndpoint(endpointOf(input), installation)

test('settings that fit together pass', () => {
  assert.deepEqual(check({}), {})
  assert.deepEqual(
    check({ format: 'genauth', contentType: 'form', genauthSecret: 's', events: ['register', 'user.*'] }),
    {},
  )
})

test('the address guard speaks at the URL', () => {
  assert.deepEqual(check({ url: 'https://10.0.4.12/' }), { url: '10.0.4.12 is a private address.' })
})

test('an event that nobody knows is refused at its place in the list', () => {
  assert.deepEqual(check({ events: ['user.*', 'user.regstered'] }), {
    'events.1': 'No event is called user.regstered. The nearest is user.registered.',
  })
})

test('GenAuth names belong to the GenAuth format, those that never fire here included', () => {
  assert.match(
    check({ events: ['login'] })['events.0'] ?? '',
    /subscribe to user\.login\.succeeded and user\.login\.failed/,
  )
  assert.match(check({ events: ['group:created'] })['events.0'] ?? '', /choose another event/)
  assert.deepEqual(check({ events: ['login', 'group:created', 'mfaVerify'], format: 'genauth' }), {})
  assert.match(
    check({ events: ['group:exploded'], format: 'genauth' })['events.0'] ?? '',
    /is not an event or a pattern/,
  )
})

test('what one format alone has is refused in the other, at its field', () => {
  assert.deepEqual(Object.keys(check({ contentType: 'form', genauthSecret: 's' })), [
    'contentType',
    'genauthSecret',
  ])
  assert.deepEqual(Object.keys(check({ format: 'genauth', fields: ['data.user.id'] })), ['fields'])
  assert.deepEqual(Object.keys(check({ contentType: 'cloudevents+json' })), ['contentType'])
  assert.deepEqual(Object.keys(check({ format: 'cloudevents', contentType: 'form' })), ['contentType'])
  assert.deepEqual(Object.keys(check({ format: 'cloudevents', genauthSecret: 's' })), ['genauthSecret'])
  assert.deepEqual(
    check({ format: 'cloudevents', contentType: 'cloudevents+json', fields: ['data.user.id'] }),
    {},
  )
})

test('no header of an operator can pass for an attribute of a CloudEvent', () => {
  const headers = { 'X-A': 'b', 'CE-Type': 'user.deleted' }
  assert.deepEqual(Object.keys(check({ format: 'cloudevents', headers })), ['headers.CE-Type'])
  assert.deepEqual(check({ headers }), {})
})

test('one Authorization is enough', () => {
  const auth = { type: 'bearer' as const, token: 't' }
  assert.deepEqual(Object.keys(check({ auth, headers: { AUTHORIZATION: 'Basic x' } })), ['auth'])
  assert.deepEqual(check({ auth, headers: { 'X-A': 'b' } }), {})
})
