/**
 * Signatures of Standard Webhooks (specification 1.0.0): `v1` by a shared secret `whsec_…`, `v1a` by a public key
 * `whpk_…`. They cover the bytes as they were sent, so verify before you parse.
 */
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { type PublicKey, readPublicKey } from './public-key.ts'
import { RefusedMessage } from './refused-message.ts'

/** Headers by name in any case: of Node's requests, of an object, or of `fetch`. */
export type MessageHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null }

/** Throws a `RefusedMessage` unless one of the secrets or keys signed these bytes within the last five minutes. */
export type Verify = (body: Uint8Array | string, headers: MessageHeaders) => void

/** Specification 1.0.0, "Verifying webhook authenticity": older and newer messages are refused. */
const TOLERANCE_S = 300

/**
 * Makes what verifies. `secrets` is one or several `whsec_…` or `whpk_…`, as a list or with commas between them: during
 * a rotation two are live, and one that fits is enough. Throws at once for a text that is neither.
 */
export function createVerify(secrets: string | readonly string[]): Verify {
  const texts = typeof secrets === 'string' ? secrets.split(',') : secrets
  const verifiers = texts.map((text) => verifierOf(text.trim()))
  if (verifiers.length === 0) throw new Error('Give at least one secret of the webhook.')
  return (body, headers) => {
    const signed = signedHeaders(headers)
    const bytes = Buffer.from(body)
    if (!verifiers.some((fits) => fits(bytes, signed)))
      throw new RefusedMessage(
        'signature',
        'No signature fits. Check that the secret is that of this webhook.',
      )
  }
}

interface SignedHeaders {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}

type Verifier = (body: Buffer, headers: SignedHeaders) => boolean

function verifierOf(secret: string): Verifier {
  if (secret.startsWith('whpk_')) {
    const key = readPublicKey(secret)
    return (body, headers) => fitsKey(key, body, headers)
  }
  if (!/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/.test(secret))
    throw new Error('A secret of a webhook begins with whsec_, a public key with whpk_; base64 follows.')
  const webhook = new Webhook(secret)
  return (body, headers) => {
    try {
      webhook.verify(body, { ...headers }, { jsonParse: false })
      return true
    } catch (error) {
      if (error instanceof WebhookVerificationError) return false
      throw error
    }
  }
}

function fitsKey(key: PublicKey, body: Buffer, headers: SignedHeaders): boolean {
  const signed = Buffer.concat([
    Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
    body,
  ])
  return headers['webhook-signature']
    .split(' ')
    .some((one) => one.startsWith('v1a,') && key.verifies(signed, one.slice('v1a,'.length)))
}

/** The three headers, with a timestamp near the present. */
function signedHeaders(headers: MessageHeaders): SignedHeaders {
  const signed = {
    'webhook-id': headerOf(headers, 'webhook-id'),
    'webhook-timestamp': headerOf(headers, 'webhook-timestamp'),
    'webhook-signature': headerOf(headers, 'webhook-signature'),
  }
  if (Object.values(signed).includes(''))
    throw new RefusedMessage(
      'headers_missing',
      'One of webhook-id, webhook-timestamp and webhook-signature is missing.',
    )
  const sent = signed['webhook-timestamp']
  const off = Math.abs(Math.floor(Date.now() / 1000) - Number(sent))
  if (!/^\d{1,12}$/.test(sent) || off > TOLERANCE_S)
    throw new RefusedMessage('clock', 'webhook-timestamp is more than five minutes off this clock.')
  return signed
}

function headerOf(headers: MessageHeaders, name: string): string {
  if (typeof headers.get === 'function') return headers.get(name) ?? ''
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof found === 'string' ? found : ''
}
