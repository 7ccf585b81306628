import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { liveSecrets, newSecret, sign, signatureHeaders } from '../../../../plugins/webhooks/sending/sign.ts'

// The vector that the Standard Webhooks specification and its libraries publish.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const VECTOR = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  seconds: 1614265330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

test('the published vector comes out byte for byte', () => {
  assert.equal(sign([SECRET], VECTOR.id, VECTOR.seconds, VECTOR.body), VECTOR.signature)
})

test('a secret signs the same with its prefix and without', () => {
  assert.equal(sign([SECRET.slice(6)], VECTOR.id, VECTOR.seconds, VECTOR.body), VECTOR.signature)
})

test('every body signs as the standardwebhooks package signs it', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 24, maxLength: 64 }),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[a-z0-9_-]{1,40}$/),
      fc.integer({ min: 0, max: 4_000_000_000 }),
      (key, body, id, seconds) => {
        const secret = `whsec_${Buffer.from(key).toString('base64')}`
        assert.equal(
          sign([secret], id, seconds, body),
          new Webhook(secret).sign(id, new Date(seconds * 1000), body),
        )
      },
    ),
  )
})

test('while two secrets are live, a receiver that knows either one verifies', () => {
  const [older, newer] = [newSecret(), newSecret()]
  const body = '{"type":"user.registered","name":"Ænn 🦊"}'
  const headers = signatureHeaders([newer, older], 'evt_1', Date.now(), body)
  assert.equal(headers['webhook-signature']?.split(' ').length, 2)
  for (const secret of [older, newer]) assert.doesNotThrow(() => new Webhook(secret).verify(body, headers))
  assert.throws(() => new Webhook(newSecret()).verify(body, headers), /No matching signature/)
  assert.throws(() => new Webhook(newer).verify(`${body} `, headers), /No matching signature/)
})

test('the timestamp is in whole seconds and is signed', () => {
  const headers = signatureHeaders([SECRET], 'evt_1', 1_614_265_330_999, '{}')
  assert.equal(headers['webhook-timestamp'], '1614265330')
  assert.notEqual(sign([SECRET], 'evt_1', 1, '{}'), sign([SECRET], 'evt_1', 2, '{}'))
})

test('a new secret is whsec_ and 32 random bytes in base64', () => {
  const secret = newSecret()
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  assert.equal(Buffer.from(secret.slice(6), 'base64').length, 32)
  assert.notEqual(secret, newSecret())
})

test('an expired secret no longer signs, and the newest comes first', () => {
  const secret = (id: string, createdAt: number, expiresAt: number | null) => ({
    id,
    endpoint: 1,
    secret: id,
    publicKey: null,
    createdAt,
    expiresAt,
  })
  const secrets = [secret('sec_old', 1, 100), secret('sec_overlap', 2, 200), secret('sec_new', 3, null)]
  assert.deepEqual(liveSecrets(secrets, 99), ['sec_new', 'sec_overlap', 'sec_old'])
  assert.deepEqual(liveSecrets(secrets, 100), ['sec_new', 'sec_overlap'])
  assert.deepEqual(liveSecrets(secrets, 200), ['sec_new'])
})

test('a secret that is not base64 is an error that does not show it', () => {
  assert.throws(
    () => sign(['whsec_!!'], 'evt_1', 1, '{}'),
    (error: Error) => !error.message.includes('!!'),
  )
})
