/**
 * Signatures of Standard Webhooks (specification 1.0.0, "Signature scheme"): v1 by a shared secret, v1a by a key pair.
 * The prefix of a secret says which, so that one message may carry both while an endpoint changes over.
 */
import { createHmac, createSecretKey, type KeyObject, randomBytes, sign as signBytes } from 'node:crypto'
import type { EndpointSecret } from '../endpoint/endpoint.ts'
import type { SignatureScheme } from '../endpoint/endpoint-fields.ts'
import { isKeyPair, newKeyPair, signingKey } from './key-pair.ts'

const PREFIX = 'whsec_'

/**
 * A new signing secret: for v1 `whsec_` and 256 random bits, of which the specification asks for 24 to 64 bytes; for
 * v1a the `whsk_` of a new key pair.
 */
export function newSecret(scheme: SignatureScheme = 'v1'): string {
  return scheme === 'v1a' ? newKeyPair() : PREFIX + randomBytes(32).toString('base64')
}

/** What the operator is shown of a new secret: nothing of a key pair, whose secret half nobody else needs. */
export function shownSecret(secret: string): string | null {
  return isKeyPair(secret) ? null : secret
}

/**
 * The `webhook-signature` over `<id>.<seconds>.<body>`: one `v1,<base64>` or `v1a,<base64>` for each live secret,
 * separated by spaces, so that a receiver that knows any of them can verify.
 */
export function sign(secrets: readonly string[], id: string, seconds: number, body: string): string {
  const text = `${id}.${seconds}.${body}`
  return secrets.map((secret) => signature(secret, text)).join(' ')
}

/**
 * The three headers that make a message verifiable. `now` is UTC epoch milliseconds: each attempt is signed
 * anew, since receivers refuse timestamps that are more than five minutes off.
 */
export function signatureHeaders(
  secrets: readonly string[],
  id: string,
  now: number,
  body: string,
): Record<string, string> {
  const seconds = Math.floor(now / 1000)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': sign(secrets, id, seconds, body),
  }
}

/** The secrets that sign at `now`, newest first. During a rotation there are two. */
export function liveSecrets(secrets: readonly EndpointSecret[], now: number): string[] {
  const [only] = secrets
  // The common case, thousands of times a second.
  if (only?.secret && secrets.length === 1 && only.expiresAt === null) return [only.secret]
  return secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .sort((a, b) => b.createdAt - a.createdAt)
    .flatMap(({ secret }) => secret ?? [])
}

function signature(secret: string, text: string): string {
  const key = keyOf(secret)
  if (isKeyPair(secret)) return `v1a,${signBytes(null, Buffer.from(text), key).toString('base64')}`
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
}

/** Keys of the secrets in use, made ready once: a few, used thousands of times. */
const keys = new Map<string, KeyObject>()

function keyOf(secret: string): KeyObject {
  const known = keys.get(secret)
  if (known) return known
  const key = isKeyPair(secret) ? signingKey(secret) : sharedKey(secret)
  if (keys.size >= 1000) keys.clear()
  keys.set(secret, key)
  return key
}

function sharedKey(secret: string): KeyObject {
  const base64 = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret
  const bytes = Buffer.from(base64, 'base64')
  // Never the value in the message: it would end in a process log.
  if (bytes.length === 0) throw new Error('a signing secret must be base64')
  return createSecretKey(bytes)
}
