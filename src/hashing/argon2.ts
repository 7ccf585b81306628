import { availableParallelism } from 'node:os'
import { hash as argon2Hash } from '@node-rs/argon2'
import pLimit from 'p-limit'
import { Refusal } from '../domain/errors.ts'
import { fault } from '../domain/faults.ts'
import type { PasswordHasher } from '../usecases/password-hasher.ts'
import { parseHash } from './parse-hash.ts'
import { verifyHash } from './verify-hash.ts'

/** argon2id (the library's default) with the OWASP minimum: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export type Argon2Parameters = { readonly [Name in keyof typeof PARAMETERS]: number }

/** Roughly what one hash takes on a small machine; only for the hint when to come back. */
const HASH_MS = 25
/** A sign-in that would wait for more hashes than this is better told to come back. */
const WAITING_PER_CORE = 100

/**
 * The hasher of the server. Hashing runs on libuv's threads, which the SQLite driver uses as well, so two of them
 * are always left free.
 */
export function createArgon2Hasher(
  bounds: { readonly concurrency?: number; readonly maxWaiting?: number } = {},
  parameters: Argon2Parameters = PARAMETERS,
): PasswordHasher {
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
  const concurrency = bounds.concurrency ?? Math.max(1, Math.min(availableParallelism(), threads - 2))
  const maxWaiting = bounds.maxWaiting ?? concurrency * WAITING_PER_CORE
  const limit = pLimit(concurrency)
  // Made at once, so that the first stranger does not wait for two hashes.
  const decoy = argon2Hash('nobody has this password', parameters)
  decoy.catch(() => {})

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (limit.pendingCount >= maxWaiting)
      throw new Refusal('busy', {
        message: fault('sign_in_busy'),
        retryAfter: Math.max(1, Math.ceil((limit.pendingCount * HASH_MS) / concurrency / 1000)),
      })
    return limit(work)
  }
  return {
    hash: async (password) => inTurn(() => argon2Hash(password, parameters)),
    verify: async (hash, password) => {
      const kept = hash ?? (await decoy)
      const right = await inTurn(() => verifyHash(kept, password))
      return hash !== undefined && right
    },
    outdated: (hash) => isOutdated(hash, parameters),
    faultOf(hash) {
      const parsed = parseHash(hash)
      return 'fault' in parsed ? parsed.fault : undefined
    },
  }
}

/** Whether a hash is of another kind than the server's own, or cheaper in any of its costs. */
function isOutdated(hash: string, { memoryCost, timeCost, parallelism }: Argon2Parameters): boolean {
  const parsed = parseHash(hash)
  if ('fault' in parsed) return false
  if (parsed.kind !== 'argon2' || parsed.variant !== 'argon2id') return true
  return parsed.memory < memoryCost || parsed.passes < timeCost || parsed.lanes < parallelism
}
