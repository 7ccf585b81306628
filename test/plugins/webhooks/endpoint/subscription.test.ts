import assert from 'node:assert/strict'
import { test } from 'node:test'
import { variantsOf } from '../../../../plugins/webhooks/endpoint/subscription.ts'
import { endpointOf, eventOf } from '../events.ts'

const wants = (
  events: string[],
  type: string,
  format: 'standard' | 'genauth' = 'standard',
  failures = false,
) => variantsOf(endpointOf({ events, format, includeFailedLogins: failures }), eventOf(type))

test('a standard endpoint wants one message of an event that its patterns take in, and none of another', () => {
  assert.deepEqual(wants(['user.login.*', 'user.registered'], 'user.registered'), [''])
  assert.deepEqual(wants(['user.login.*'], 'user.registered'), [])
  assert.deepEqual(wants(['user.*', 'user.registered', '*'], 'user.registered'), [''])
})

const genauth: readonly [events: string[], type: string, variants: string[]][] = [
  [['register'], 'user.registered', ['register']],
  [['user:created'], 'user.registered', ['user:created']],
  [['user:created', 'register'], 'user.registered', ['register', 'user:created']],
  [['user.*'], 'user.registered', ['register', 'user:created']],
  [['register', 'user.registered'], 'user.registered', ['register', 'user:created']],
  [['register'], 'user.updated', []],
  [['login'], 'user.login.succeeded', ['login']],
  [['mfa:verified'], 'user.mfa.failed', ['mfa:verified']],
  [['mfaVerify'], 'user.mfa.verified', ['mfa:verified']],
  [['mfaVerify', 'mfa:verified'], 'user.mfa.verified', ['mfa:verified']],
  [['kick'], 'user.session.revoked', ['kick']],
  [['user.*'], 'user.logged_out', ['']],
  [['group:created'], 'user.registered', []],
  [['user:updated'], 'user.snapshot', ['user:updated']],
]
for (const [events, type, variants] of genauth) {
  test(`a GenAuth endpoint on ${events.join(' and ')} wants ${JSON.stringify(variants)} of ${type}`, () => {
    assert.deepEqual(wants(events, type, 'genauth'), variants)
  })
}

test('failed sign-ins go to a GenAuth endpoint only where it asks for them', () => {
  assert.deepEqual(wants(['login'], 'user.login.failed', 'genauth'), [])
  assert.deepEqual(wants(['user.*'], 'user.login.failed', 'genauth'), [])
  assert.deepEqual(wants(['login'], 'user.login.failed', 'genauth', true), ['login'])
  assert.deepEqual(wants(['user.*'], 'user.login.failed', 'genauth', true), ['login'])
  assert.deepEqual(wants(['user.login.failed'], 'user.login.failed', 'genauth'), ['login'])
  assert.deepEqual(wants(['user.*'], 'user.login.failed'), [''])
})

test('an addressed event is wanted by the endpoint that it names and by no other', () => {
  const ping = (target: string[]) => eventOf('ping', {}, { subject: null, target })
  assert.deepEqual(variantsOf(endpointOf({ events: ['user.registered'] }), ping(['ep_1'])), [''])
  assert.deepEqual(variantsOf(endpointOf({ events: ['*'] }), ping(['ep_2'])), [])
  assert.deepEqual(variantsOf(endpointOf({ events: ['register'], format: 'genauth' }), ping(['ep_1'])), [
    'test',
  ])
  const aboutItself = eventOf('ping', {}, { subject: 'ep_1', target: ['ep_1'] })
  assert.deepEqual(variantsOf(endpointOf(), aboutItself), [''])
})

test('an endpoint never wants events about itself', () => {
  const about = (subject: string) => eventOf('webhook.endpoint.failing', {}, { subject })
  assert.deepEqual(variantsOf(endpointOf({ events: ['webhook.*'] }), about('ep_1')), [])
  assert.deepEqual(variantsOf(endpointOf({ events: ['webhook.*'] }), about('ep_2')), [''])
})
