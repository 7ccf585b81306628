import type { Response } from 'express'
import { Refusal } from '../../domain/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { LimitRule, RateLimits } from '../limits.ts'

const SECONDS = 60
/** A node takes this part of a key's limit at once, so that one request in so many writes to the database. */
const SHARES = 100

/** What one node holds of a key's limit. */
interface Share {
  /** Requests that may still be answered from it. */
  own: number
  /** Requests that the database still has beside it. */
  readonly beside: number
  /** UTC epoch milliseconds. */
  readonly until: number
}

/** Requests of one API key within a minute, counted over all nodes. */
export interface KeyLimit {
  /** Counts one request and says in the headers what is left; throws `too_many`. */
  take(keyId: string, res: Response): Promise<void>
}

/**
 * `RateLimit` and `RateLimit-Policy` are those of draft-ietf-httpapi-ratelimit-headers. Each node takes shares of the
 * limit in advance; several nodes together never let more through than the limit, and up to a share each less.
 */
export function createKeyLimit(counters: RateLimits, perMinute: number, clock: Clock): KeyLimit {
  const rule: LimitRule = { name: 'api-key', points: perMinute, seconds: SECONDS }
  const size = Math.max(1, Math.floor(perMinute / SHARES))
  const shares = new Map<string, Promise<Share>>()
  const fetchShare = async (keyId: string): Promise<Share> => {
    const { granted, left, seconds } = await counters.takeSome(rule, keyId, size)
    return { own: granted, beside: left, until: clock.now() + seconds * 1000 }
  }
  const renew = (keyId: string): Promise<Share> => {
    const share = fetchShare(keyId)
    shares.set(keyId, share)
    // A database that was away is asked again by the next request.
    share.catch(() => shares.delete(keyId))
    return share
  }

  return {
    async take(keyId, res) {
      let held = shares.get(keyId) ?? renew(keyId)
      let share = await held
      while (share.until <= clock.now() || (share.own === 0 && share.beside > 0)) {
        // Whoever waited beside this request may have renewed it already.
        const present = shares.get(keyId)
        held = present === undefined || present === held ? renew(keyId) : present
        share = await held
      }
      const within = share.own > 0
      if (within) share.own -= 1
      const seconds = Math.max(1, Math.ceil((share.until - clock.now()) / 1000))
      res.set('ratelimit-policy', `"key";q=${perMinute};w=${SECONDS}`)
      res.set('ratelimit', `"key";r=${share.own + share.beside};t=${seconds}`)
      if (within) return
      throw new Refusal('too_many', {
        message: `This key made more than ${perMinute} requests within a minute.`,
        retryAfter: seconds,
      })
    },
  }
}
