import { randomBytes } from 'node:crypto'

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'

/** The prefixes of public ids; one noun each. */
export type IdPrefix = 'usr' | 'ses' | 'evt' | 'fct' | 'key' | 'mail' | 'ep' | 'att' | 'sec' | 'req' | 'test'

/** Makes ids such as `usr_01jd9v3k8m4c…`. */
export type MakeId = (prefix: IdPrefix) => string

/**
 * A UUIDv7 (RFC 9562 §5.7: 48 bits of milliseconds, then random bits) in Crockford base 32, so that ids made
 * later sort later and can be selected with a double click.
 */
export function timeOrderedId(now: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let digit = 0; digit < 26; digit++) {
    text = CROCKFORD[Number(value & 31n)] + text
    value >>= 5n
  }
  return text
}

export function idMaker(now: () => number): MakeId {
  return (prefix) => `${prefix}_${timeOrderedId(now())}`
}
