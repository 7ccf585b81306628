import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { newKeyPair, publicJwk, publicKeyOf } from '../../../../plugins/webhooks/sending/key-pair.ts'
import { newSecret, shownSecret, sign, signatureHeaders } from '../../../../plugins/webhooks/sending/sign.ts'

/** Whether a `v1a,…` verifies with the JWK alone, as a receiver does it. */
function verifies(publicKey: string, text: string, signature: string): boolean {
  const jwk = { ...publicJwk(publicKey) }
  const [scheme, base64 = ''] = signature.split(',')
  assert.equal(scheme, 'v1a')
  return verify(
    null,
    Buffer.from(text),
    createPublicKey({ key: jwk, format: 'jwk' }),
    Buffer.from(base64, 'base64'),
  )
}

// RFC 8032 §7.1, test 1; as a JWK in RFC 8037, appendix A.
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
const KNOWN = `whsk_${Buffer.from(SEED + PUBLIC, 'hex').toString('base64')}`

test('a known key has the public key and the thumbprint of RFC 8037', () => {
  const publicKey = publicKeyOf(KNOWN) ?? ''
  assert.equal(publicKey, `whpk_${Buffer.from(PUBLIC, 'hex').toString('base64')}`)
  assert.deepEqual(publicJwk(publicKey), {
    kty: 'OKP',
    crv: 'Ed25519',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    use: 'sig',
    alg: 'EdDSA',
  })
})

test('every text that a key pair signs verifies with its public key, and no other text does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (body) => {
      const signature = sign([KNOWN], 'evt_1', 1_614_265_330, body)
      const publicKey = publicKeyOf(KNOWN) ?? ''
      assert.ok(verifies(publicKey, `evt_1.1614265330.${body}`, signature))
      assert.ok(!verifies(publicKey, `evt_1.1614265331.${body}`, signature))
    }),
  )
})

test('a new key pair is whsk_ with 64 bytes, its public half whpk_ with 32, and no two are the same', () => {
  const secret = newSecret('v1a')
  assert.match(secret, /^whsk_[A-Za-z0-9+/]{86}==$/)
  assert.match(publicKeyOf(secret) ?? '', /^whpk_[A-Za-z0-9+/]{43}=$/)
  assert.notEqual(secret, newKeyPair())
})

test('nothing of a key pair is shown as a secret, and a shared secret has no public key', () => {
  const shared = newSecret('v1')
  assert.equal(shownSecret(newSecret('v1a')), null)
  assert.equal(shownSecret(shared), shared)
  assert.equal(publicKeyOf(shared), null)
})

test('while an endpoint changes over, a message carries both schemes, and either verifies', () => {
  const [pair, shared] = [newSecret('v1a'), newSecret('v1')]
  const body = '{"name":"Ænn 🦊"}'
  const now = Date.now()
  const headers = signatureHeaders([pair, shared], 'evt_1', now, body)
  const [first = '', second = ''] = headers['webhook-signature']?.split(' ') ?? []
  assert.match(second, /^v1,/)
  assert.ok(verifies(publicKeyOf(pair) ?? '', `evt_1.${Math.floor(now / 1000)}.${body}`, first))
  assert.doesNotThrow(() => new Webhook(shared).verify(body, headers))
})

test('a secret key that is cut short is an error that does not show it', () => {
  assert.throws(
    () => sign([KNOWN.slice(0, 40)], 'evt_1', 1, '{}'),
    (error: Error) => !error.message.includes(KNOWN.slice(6, 20)),
  )
})
