import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { verify as verifyArgon2 } from '@node-rs/argon2'
import { verify as verifyBcrypt } from '@node-rs/bcrypt'
import { type ParsedHash, parseHash } from './parse-hash.ts'

const derivePbkdf2 = promisify(pbkdf2)

/** Whether the password belongs to the hash, in any form that `parseHash` reads; false for every other text. */
export async function verifyHash(hash: string, password: string): Promise<boolean> {
  const parsed = parseHash(hash)
  if ('fault' in parsed) return false
  if (parsed.kind === 'argon2') return verifyArgon2(hash, password)
  if (parsed.kind === 'bcrypt') return verifyBcrypt(password, hash)
  return timingSafeEqual(await deriveKey(parsed, password), parsed.key)
}

async function deriveKey(
  parsed: Extract<ParsedHash, { kind: 'scrypt' | 'pbkdf2' }>,
  password: string,
): Promise<Buffer> {
  if (parsed.kind === 'pbkdf2')
    return derivePbkdf2(password, parsed.salt, parsed.iterations, parsed.key.length, parsed.digest)
  const { logN, r, p, salt, key } = parsed
  // Node refuses what needs more than `maxmem`; RFC 7914 §2 says how much that is.
  const options = { N: 2 ** logN, r, p, maxmem: 128 * r * (2 ** logN + p + 2) }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, key.length, options, (error, derived) =>
      error ? reject(error) : resolve(derived),
    )
  })
}
