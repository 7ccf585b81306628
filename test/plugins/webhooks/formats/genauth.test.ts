import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LoggedEvent } from '#gatepost'
import { messageId, render } from '../../../../plugins/webhooks/formats/index.ts'
import { ann, endpointOf, eventOf } from '../events.ts'

const sender = { url: 'https://id.example.org', userPoolId: 'pool_1' }
const endpoint = endpointOf({ format: 'genauth', events: ['register'], genauthSecret: 's3cret' })
const FORBIDDEN = ['password', 'salt', 'encryptedPassword', 'token']

function message(event: LoggedEvent, name: string, settings = endpoint) {
  const rendered = render(settings, event, name, sender)
  assert.ok('body' in rendered, `skipped: ${JSON.stringify(rendered)}`)
  return rendered
}
const dataOf = (event: LoggedEvent, name: string) => {
  const body: { eventName: string; data: Record<string, unknown> } = JSON.parse(message(event, name).body)
  assert.deepEqual(Object.keys(body), ['eventName', 'data'])
  assert.equal(body.eventName, name)
  return body.data
}

const user = {
  id: 'usr_ann',
  userPoolId: 'pool_1',
  username: 'ann',
  email: 'ann@example.org',
  emailVerified: false,
  phone: null,
  phoneVerified: null,
  name: 'Ann Example',
  nickname: null,
  givenName: null,
  familyName: null,
  photo: null,
  company: null,
  gender: null,
  birthdate: null,
  locale: 'en',
  zoneinfo: null,
  externalId: 'E-7',
  status: 'Activated',
  blocked: false,
  loginsCount: 3,
  lastLogin: '2026-11-22T09:00:00.000Z',
  lastIp: null,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
  customData: { department: 'R&D' },
  registerSource: null,
}

const table: readonly [name: string, event: LoggedEvent, data: object][] = [
  ['register', eventOf('user.registered', { method: 'self' }), { ...user, registerSource: ['basic:email'] }],
  ['user:created', eventOf('user.registered', { method: 'api' }), user],
  ['login', eventOf('user.login.succeeded', { methods: ['password'] }), { ...user, lastIp: '203.0.113.9' }],
  ['login', eventOf('user.login.failed', { reason: 'bad_credentials' }), user],
  [
    'user:updated',
    eventOf('user.updated', {
      changes: { name: { from: 'A', to: 'B' }, customFields: { from: {}, to: { a: 1 } } },
    }),
    { user, updates: { name: 'B', customData: { a: 1 } } },
  ],
  ['user:updated', eventOf('user.snapshot', { backfillId: 'b' }), { user, updates: {} }],
  ['user:password-changed', eventOf('user.password.changed', { reason: 'reset' }), { userId: 'usr_ann' }],
  [
    'user:email-verified',
    eventOf('user.email.verified', { email: 'new@example.org', first: true }),
    { userId: 'usr_ann', email: 'new@example.org' },
  ],
  [
    'mfa:verified',
    eventOf('user.mfa.verified', { factor: 'totp' }),
    { userId: 'usr_ann', isValid: true, type: 'OTP' },
  ],
  [
    'mfa:verified',
    eventOf('user.mfa.failed', { factor: 'recovery_code' }),
    { userId: 'usr_ann', isValid: false, type: 'OTP' },
  ],
  ['user:blocked', eventOf('user.blocked', { reason: null }), { user }],
  ['user:unblocked', eventOf('user.unblocked', { reason: null }), { user }],
  ['user:deleted', eventOf('user.deleted', { by: 'operator' }), { users: [user] }],
  ['kick', eventOf('user.session.revoked', { sessionId: 'ses_1', by: 'operator' }), { users: [user] }],
  [
    'test',
    eventOf('ping', {}, { target: ['ep_1'], data: { message: 'hi' } }),
    { description: 'A test from Gatepost' },
  ],
]
for (const [name, event, data] of table) {
  test(`${event.type} goes out as ${name} with the data that GenAuth sends`, () => {
    assert.deepEqual(dataOf(event, name), data)
    for (const key of FORBIDDEN) assert.equal(message(event, name).body.includes(`"${key}"`), false)
  })
}

const statuses = {
  active: 'Activated',
  invited: 'Deactivated',
  blocked: 'Suspended',
  deleting: 'Archived',
} as const
for (const [ours, theirs] of Object.entries(statuses)) {
  test(`a user who is ${ours} is ${theirs}`, () => {
    const data = dataOf(eventOf('user.blocked', { user: { ...ann, status: ours } }), 'user:blocked')
    assert.deepEqual(data, { user: { ...user, status: theirs, blocked: ours === 'blocked' } })
  })
}

test('a form body carries the name and the data as JSON, and reads back the same', () => {
  const form = message(eventOf('user.registered', { method: 'api' }), 'register', {
    ...endpoint,
    contentType: 'form',
  })
  assert.equal(form.contentType, 'application/x-www-form-urlencoded')
  const fields = new URLSearchParams(form.body)
  assert.deepEqual([...fields.keys()], ['eventName', 'data'])
  assert.equal(fields.get('eventName'), 'register')
  assert.deepEqual(JSON.parse(fields.get('data') ?? ''), user)
})

test('the shared secret travels in both headers, and neither is there without one', () => {
  assert.deepEqual(message(eventOf('user.blocked'), 'user:blocked').headers, {
    'user-agent': 'authing-webhook@2.0',
    'x-authing-webhook-secret': 's3cret',
    'x-authing-token': 's3cret',
    'x-authing-userpool-id': 'pool_1',
  })
  assert.deepEqual(
    message(eventOf('user.blocked'), 'user:blocked', { ...endpoint, genauthSecret: null }).headers,
    {
      'user-agent': 'authing-webhook@2.0',
      'x-authing-userpool-id': 'pool_1',
    },
  )
})

const gaps: readonly [variant: string, event: LoggedEvent, skip: string][] = [
  ['', eventOf('user.logged_out'), 'no_equivalent'],
  ['mfa:verified', eventOf('user.mfa.verified', { factor: 'passkey' }), 'no_equivalent'],
  ['login', eventOf('user.login.failed', { user: undefined, reason: 'unknown_user' }), 'no_user'],
  ['login', eventOf('user.login.succeeded', {}, { data: null }), 'erased'],
]
for (const [variant, event, skip] of gaps) {
  test(`${event.type} as “${variant}” is skipped as ${skip}`, () => {
    assert.deepEqual(render(endpoint, event, variant, sender), { skip })
  })
}

test('the message id is the event in one format, and event and name in the other', () => {
  assert.equal(messageId('evt_1', ''), 'evt_1')
  assert.equal(messageId('evt_1', 'register'), 'evt_1-register')
  assert.equal(messageId('evt_1', 'user:created'), 'evt_1-user-created')
})
