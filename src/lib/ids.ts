import { randomFillSync } from 'node:crypto'

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'

/** The prefixes of public ids; one noun each. */
export type IdPrefix =
  | 'usr'
  | 'ses'
  | 'evt'
  | 'fct'
  | 'psk'
  | 'key'
  | 'lsn'
  | 'mail'
  | 'ep'
  | 'att'
  | 'imp'
  | 'sec'
  | 'req'
  | 'test'

/** Makes ids such as `usr_01jd9v3k8m4c…`. */
export type MakeId = (prefix: IdPrefix) => string

const LENGTH = 16
/** Random bytes for many ids at once: asking for them takes longer than making an id of them. */
const pool = Buffer.alloc(256 * LENGTH)
let taken = pool.length

function randomId(): Buffer {
  if (taken === pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  taken += LENGTH
  return pool.subarray(taken - LENGTH, taken)
}

/**
 * A UUIDv7 (RFC 9562 §5.7: 48 bits of milliseconds, 12 bits that count within one, then random bits) in Crockford
 * base 32, so that ids made later sort later and can be selected with a double click.
 */
export function timeOrderedId(now: number, count: number): string {
  const bytes = randomId()
  bytes.writeUIntBE(now, 0, 6)
  bytes.writeUInt16BE(0x7000 | (count & 0xfff), 6)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  // 26 digits hold 130 bits: two zeros, and 128.
  let rest = 0
  let bits = 2
  let text = ''
  for (const byte of bytes) {
    rest = (rest << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += CROCKFORD[(rest >> (bits - 5)) & 31]
    rest &= (1 << bits) - 1
  }
  return text
}

/** Makes ids that sort in the order in which this process made them, also within a millisecond (RFC 9562 §6.2). */
export function idMaker(now: () => number): MakeId {
  let last = 0
  let count = 0
  return (prefix) => {
    const at = now()
    if (at > last) {
      last = at
      count = 0
    } else {
      // A clock that was set back, or 4,096 ids within a millisecond, borrow from the time ahead.
      count += 1
      if (count > 0xfff) {
        last += 1
        count = 0
      }
    }
    return `${prefix}_${timeOrderedId(last, count)}`
  }
}
