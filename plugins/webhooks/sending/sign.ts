/** Signatures of Standard Webhooks, symmetric scheme v1 (specification 1.0.0, "Signature scheme"). */
import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { EndpointSecret } from '../endpoint/endpoint.ts'

const PREFIX = 'whsec_'

/** A new signing secret: `whsec_` and 256 random bits; the specification asks for 24 to 64 bytes. */
export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64')
}

/**
 * The `webhook-signature` over `<id>.<seconds>.<body>`: one `v1,<base64>` for each live secret, separated by
 * spaces, so that a receiver that knows any of them can verify.
 */
export function sign(secrets: readonly string[], id: string, seconds: number, body: string): string {
  return secrets.map((secret) => `v1,${hmac(secret, `${id}.${seconds}.${body}`)}`).join(' ')
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

function hmac(secret: string, text: string): string {
  return createHmac('sha256', keyOf(secret)).update(text).digest('base64')
}

/** Keys of the secrets in use, made ready once: a few, used thousands of times. */
const keys = new Map<string, KeyObject>()

function keyOf(secret: string): KeyObject {
  const known = keys.get(secret)
  if (known) return known
  const base64 = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret
  const bytes = Buffer.from(base64, 'base64')
  // Never the value in the message: it would end in a process log.
  if (bytes.length === 0) throw new Error('a signing secret must be base64')
  const key = createSecretKey(bytes)
  if (keys.size >= 1000) keys.clear()
  keys.set(secret, key)
  return key
}
