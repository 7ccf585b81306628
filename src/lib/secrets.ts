import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** What the master key is used for; each purpose has a key of its own (HKDF-SHA-256, RFC 5869). */
export type Purpose =
  | 'totp'
  | 'mail'
  | 'webhook-secret'
  | 'recovery-code'
  | 'csrf'
  | 'session-cookie'
  | 'device'
  | 'passkey-challenge'
  | 'api-key'
  | 'access-key'
  | 'idempotency'
  | 'version'

/**
 * Everything that needs the master key. `seal` is AES-256-GCM under a key id, bound to `context` (say the row's
 * id), so that a sealed value moved to another row does not open. Throws when a value was tampered with.
 */
export interface Keyring {
  readonly keyId: string
  seal(purpose: Purpose, plain: string, context: string): string
  open(purpose: Purpose, sealed: string, context: string): string
  mac(purpose: Purpose, text: string): string
}

/** A keyring over one 32-byte master key. Sealed form: `<key id>.<base64url of iv, tag, ciphertext>`. */
export function createKeyring(master: Buffer): Keyring {
  if (master.length !== 32) throw new Error('the master key must have 32 bytes')
  const keyId = createHash('sha256').update('gatepost-key-id').update(master).digest('hex').slice(0, 8)
  const keys = new Map<string, Buffer>()
  const keyFor = (purpose: string): Buffer => {
    let key = keys.get(purpose)
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', master, 'gatepost', purpose, 32))
      keys.set(purpose, key)
    }
    return key
  }
  return {
    keyId,
    seal(purpose, plain, context) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyFor(`seal:${purpose}`), iv).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `${keyId}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(purpose, sealed, context) {
      const [id, data] = sealed.split('.')
      if (id !== keyId || !data)
        throw new Error(`sealed under another master key (${id}); this one is ${keyId}`)
      const bytes = Buffer.from(data, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', keyFor(`seal:${purpose}`), bytes.subarray(0, 12))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    mac: (purpose, text) =>
      createHmac('sha256', keyFor(`mac:${purpose}`))
        .update(text)
        .digest('base64url'),
  }
}

/** A secret for a link, a cookie or a key: `bits` random bits (256 by default) as base64url. */
export function randomToken(bits = 256): string {
  return randomBytes(bits / 8).toString('base64url')
}

/** How a high-entropy token is kept: SHA-256 as base64url. Never for passwords. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Compares two texts in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
