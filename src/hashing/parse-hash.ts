/**
 * Password hashes as other programs keep them. What is not one of these forms, or would cost more than the ceilings
 * to verify, is refused: a hash is somebody else's input, and each sign-in pays for it.
 */
export type ParsedHash =
  | {
      readonly kind: 'argon2'
      readonly variant: 'argon2id' | 'argon2i' | 'argon2d'
      /** KiB. */
      readonly memory: number
      readonly passes: number
      readonly lanes: number
    }
  | { readonly kind: 'bcrypt'; readonly cost: number }
  | {
      readonly kind: 'scrypt'
      readonly logN: number
      readonly r: number
      readonly p: number
      readonly salt: Buffer
      readonly key: Buffer
    }
  | {
      readonly kind: 'pbkdf2'
      readonly digest: 'sha1' | 'sha256' | 'sha512'
      readonly iterations: number
      readonly salt: Buffer
      readonly key: Buffer
    }

/** The dearest hash that is taken: about a second of one core each. */
export const CEILINGS = {
  argon2Memory: 262_144,
  argon2Passes: 16,
  argon2Lanes: 16,
  /** KiB times passes. */
  argon2Work: 1_048_576,
  bcryptCost: 14,
  scryptMemory: 256 * 1024 * 1024,
  scryptLanes: 16,
  /** Bytes of memory times lanes. */
  scryptWork: 512 * 1024 * 1024,
  pbkdf2Iterations: 2_000_000,
} as const

const LONGEST = 1024
const SHORTEST_KEY = 16
/** Of a salt or a key, in bytes. */
const LONGEST_PART = 128

/**
 * Reads a hash in one of these forms; answers what is wrong with it, in words for an operator, otherwise.
 *
 * - `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>` (argon2i and argon2d too)
 * - `$2b$12$<salt and hash>` (2a and 2y too)
 * - `$scrypt$ln=15,r=8,p=1$<salt>$<hash>` (PHC, passlib)
 * - `$pbkdf2-sha256$i=600000$<salt>$<hash>` (PHC), `$pbkdf2-sha256$600000$<salt>$<hash>` (passlib), sha1 and sha512
 *   too, and `pbkdf2_sha256$600000$<salt as text>$<hash>` (Django)
 */
export function parseHash(text: string): ParsedHash | { readonly fault: string } {
  if (text.length > LONGEST) return { fault: `A hash has at most ${LONGEST} characters.` }
  const [, name = ''] = /^\$?([a-z0-9_-]+)\$/i.exec(text) ?? []
  if (/^argon2(id|i|d)$/.test(name)) return parseArgon2(text)
  if (/^2[aby]$/.test(name)) return parseBcrypt(text)
  if (name === 'scrypt') return parseScrypt(text)
  if (/^pbkdf2(-sha(1|256|512))?$/.test(name)) return parsePbkdf2(text)
  if (/^pbkdf2_sha(1|256)$/.test(name)) return parseDjango(text)
  return { fault: 'This is no hash of argon2, bcrypt, scrypt or PBKDF2 in a form that is known here.' }
}

function parseArgon2(text: string): ParsedHash | { fault: string } {
  const match =
    /^\$(argon2id|argon2i|argon2d)\$(?:v=(?:16|19)\$)?m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$([^$]+)\$([^$]+)$/.exec(
      text,
    )
  if (!match) return malformed('argon2')
  const [, variant, memory, passes, lanes, salt = '', key = ''] = match
  const cost = { memory: Number(memory), passes: Number(passes), lanes: Number(lanes) }
  const { argon2Memory, argon2Passes, argon2Lanes, argon2Work } = CEILINGS
  if (
    cost.memory > argon2Memory ||
    cost.passes > argon2Passes ||
    cost.lanes > argon2Lanes ||
    cost.memory * cost.passes > argon2Work
  )
    return tooDear('argon2', `m=${argon2Memory}, t=${argon2Passes}, p=${argon2Lanes}, m·t=${argon2Work}`)
  if (cost.lanes < 1 || cost.passes < 1 || cost.memory < 8 * cost.lanes) return malformed('argon2')
  // A salt of less than 8 bytes is against RFC 9106 §3.1, and the library throws on it.
  if (!usable(decode(salt), 8) || !usable(decode(key), SHORTEST_KEY)) return malformed('argon2')
  const kept = variant === 'argon2i' || variant === 'argon2d' ? variant : 'argon2id'
  return { kind: 'argon2', variant: kept, ...cost }
}

function parseBcrypt(text: string): ParsedHash | { fault: string } {
  const match = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text)
  if (!match) return malformed('bcrypt')
  const cost = Number(match[1])
  if (cost > CEILINGS.bcryptCost) return tooDear('bcrypt', `cost ${CEILINGS.bcryptCost}`)
  return cost < 4 ? malformed('bcrypt') : { kind: 'bcrypt', cost }
}

function parseScrypt(text: string): ParsedHash | { fault: string } {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([^$]*)\$([^$]+)$/.exec(text)
  const [logN, r, p] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])]
  const salt = decode(match?.[4] ?? '')
  const key = decode(match?.[5] ?? '')
  if (!match || !usable(salt, 0) || !usable(key, SHORTEST_KEY) || logN < 1 || r < 1 || p < 1)
    return malformed('scrypt')
  const memory = 128 * 2 ** logN * r
  if (memory > CEILINGS.scryptMemory || p > CEILINGS.scryptLanes || memory * p > CEILINGS.scryptWork)
    return tooDear('scrypt', '256 MiB of memory, and twice that over all lanes')
  return { kind: 'scrypt', logN, r, p, salt, key }
}

function parsePbkdf2(text: string): ParsedHash | { fault: string } {
  const match = /^\$pbkdf2(?:-sha(1|256|512))?\$(?:i=)?(\d{1,9})(?:,l=\d{1,3})?\$([^$]*)\$([^$]+)$/.exec(text)
  if (!match) return malformed('PBKDF2')
  return checkedPbkdf2(match[1] ?? '1', Number(match[2]), decode(match[3] ?? ''), decode(match[4] ?? ''))
}

function parseDjango(text: string): ParsedHash | { fault: string } {
  const match = /^pbkdf2_sha(1|256)\$(\d{1,9})\$([^$]+)\$([^$]+)$/.exec(text)
  if (!match) return malformed('PBKDF2')
  return checkedPbkdf2(match[1] ?? '', Number(match[2]), Buffer.from(match[3] ?? ''), decode(match[4] ?? ''))
}

function checkedPbkdf2(
  bits: string,
  iterations: number,
  salt: Buffer | undefined,
  key: Buffer | undefined,
): ParsedHash | { fault: string } {
  if (!usable(salt, 0) || !usable(key, SHORTEST_KEY) || iterations < 1) return malformed('PBKDF2')
  if (iterations > CEILINGS.pbkdf2Iterations)
    return tooDear('PBKDF2', `${CEILINGS.pbkdf2Iterations} iterations`)
  const digest = bits === '512' ? 'sha512' : bits === '256' ? 'sha256' : 'sha1'
  return { kind: 'pbkdf2', digest, iterations, salt, key }
}

/** Base64, with or without padding; passlib writes `.` for `+`. Undefined for anything else. */
function decode(text: string): Buffer | undefined {
  const standard = text.replace(/=+$/, '').replaceAll('.', '+')
  if (!/^[A-Za-z0-9+/]*$/.test(standard) || standard.length % 4 === 1) return undefined
  return Buffer.from(standard, 'base64')
}

function usable(bytes: Buffer | undefined, shortest: number): bytes is Buffer {
  return bytes !== undefined && bytes.length >= shortest && bytes.length <= LONGEST_PART
}

function malformed(name: string): { fault: string } {
  return { fault: `This is no whole hash of ${name}.` }
}

function tooDear(name: string, ceiling: string): { fault: string } {
  return { fault: `This hash of ${name} costs more to verify than is taken here (at most ${ceiling}).` }
}
