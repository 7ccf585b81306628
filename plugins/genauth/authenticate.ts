import { type AccessKey, type Database, type Host, Refusal, type Request, sameText } from '#gatepost'
import { keepNonce } from './repositories/nonces.ts'
import { signatureOf, stringToSign } from './string-to-sign.ts'

/** A request's date may be this far from now, on either side. */
const TOLERANCE_MS = 5 * 60_000
/** A date of the near future is believed for twice that; until then its nonce is remembered, and a little longer. */
export const NONCE_KEPT_MS = 3 * TOLERANCE_MS
const LONGEST_NONCE = 200

export type Authenticator = Pick<Host, 'clock' | 'accessKey'> & { readonly db: Database }

/**
 * Proves by the signature who calls. The steps in their order: what must be there, the date, the signature, the nonce.
 * A nonce is kept only once the signature is right, or strangers could fill the table. Throws `unauthenticated`.
 */
export async function authenticate(parts: Authenticator, path: string, req: Request): Promise<AccessKey> {
  const [, id = '', given = ''] =
    /^authing +([\w-]{1,100}):([\w+/=]{1,100})$/i.exec(header(req, 'authorization')) ?? []
  if (id === '') throw refuse('Send authorization: authing <accessKeyId>:<signature>.')
  const method = header(req, 'x-authing-signature-method')
  if (method !== '' && method.toUpperCase() !== 'HMAC-SHA1')
    throw refuse('Sign with HMAC-SHA1; no other signature method is known here.')
  const now = parts.clock.now()
  const date = Date.parse(header(req, 'date'))
  if (!(Math.abs(now - date) <= TOLERANCE_MS))
    throw refuse('The date of this request is missing or more than five minutes off. Check the clock.')
  const nonce = header(req, 'x-authing-signature-nonce')
  if (nonce === '' || nonce.length > LONGEST_NONCE)
    throw refuse('Send a nonce of at most 200 characters as x-authing-signature-nonce.')
  const text = stringToSign({
    method: req.method,
    path,
    headers: req.headers,
    parameters: req.method === 'POST' ? req.body : req.query,
  })
  const key = await parts.accessKey(id, (secret) => sameText(signatureOf(secret, text), given))
  if (!key) throw refuse('This access key is unknown or has ended, or its secret did not sign this request.')
  if (!(await parts.db.transaction((tx) => keepNonce(tx, key.id, nonce, now))))
    throw refuse('This request came before: its nonce was used already. Sign each request anew.')
  return key
}

const header = (req: Request, name: string): string => req.get(name) ?? ''
const refuse = (message: string): Refusal => new Refusal('unauthenticated', { message })
