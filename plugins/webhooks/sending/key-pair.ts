/**
 * Ed25519 key pairs for signatures v1a, serialized as Standard Webhooks asks for: `whsk_` and base64 of seed and
 * public key together, as Ed25519 libraries exchange a secret key, and `whpk_` and base64 of the public key alone.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

const SECRET = 'whsk_'
const PUBLIC = 'whpk_'
const SEED_BYTES = 32

/** A new secret key, which holds its public key. */
export function newKeyPair(): string {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  return SECRET + Buffer.concat([bytesOf(d), bytesOf(x)]).toString('base64')
}

/** Whether a live secret signs as v1a. */
export const isKeyPair = (secret: string): boolean => secret.startsWith(SECRET)

/** `whpk_…` of a secret key; null for the secret of another scheme. */
export function publicKeyOf(secret: string): string | null {
  return isKeyPair(secret) ? PUBLIC + halves(secret).publicKey.toString('base64') : null
}

/** What signs. */
export function signingKey(secret: string): KeyObject {
  const { seed, publicKey } = halves(secret)
  const [d, x] = [seed.toString('base64url'), publicKey.toString('base64url')]
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' })
}

/** A public key as a JWK (RFC 8037 §2), named by its thumbprint (RFC 7638 §3.2, RFC 8037 §2). */
export interface PublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly kid: string
  readonly use: 'sig'
  readonly alg: 'EdDSA'
}

export function publicJwk(publicKey: string): PublicJwk {
  const x = Buffer.from(publicKey.slice(PUBLIC.length), 'base64').toString('base64url')
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url')
  return { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' }
}

const bytesOf = (base64url: string): Buffer => Buffer.from(base64url, 'base64url')

function halves(secret: string): { seed: Buffer; publicKey: Buffer } {
  const bytes = Buffer.from(secret.slice(SECRET.length), 'base64')
  // Never the value in the message: it would end in a process log.
  if (bytes.length !== 2 * SEED_BYTES) throw new Error('a secret key of Ed25519 has 64 bytes')
  return { seed: bytes.subarray(0, SEED_BYTES), publicKey: bytes.subarray(SEED_BYTES) }
}
