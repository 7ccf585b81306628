import type { Request } from 'express'
import { Refusal } from '../domain/errors.ts'
import { readIdentifier } from '../domain/identifiers.ts'
import { addressKey } from '../lib/address-key.ts'
import { hashToken } from '../lib/secrets.ts'
import { clientAddress } from './client-address.ts'

/** At most `points` acts within `seconds`, counted from the first. */
export interface LimitRule {
  readonly name: string
  readonly points: number
  readonly seconds: number
}

export type Taken =
  | { readonly ok: true; readonly left: number }
  | { readonly ok: false; readonly seconds: number; readonly first: boolean }

export interface TakenSome {
  readonly granted: number
  readonly left: number
  readonly seconds: number
}

/** Counters that outlive a restart and are shared by all nodes; the host passes them in. */
export interface RateLimits {
  /** Counts one act under `key`; says how many are left, or how long to wait and whether this was the first too many. */
  take(rule: LimitRule, key: string): Promise<Taken>
  /** Counts `acts` at once; says how many of them are within the rule, how many are left, and until when (seconds). */
  takeSome(rule: LimitRule, key: string, acts: number): Promise<TakenSome>
  /** Takes one act back, for those that turned out to be fine. */
  giveBack(rule: LimitRule, key: string): Promise<void>
  /** Forgets all acts under `key`. */
  forget(rule: LimitRule, key: string): Promise<void>
  /** How many acts are left under `key`; counts nothing. */
  left(rule: LimitRule, key: string): Promise<number>
}

const MINUTE = 60
const HOUR = 3600

/** What is limited besides guessing; `guessing.ts` has that. */
const RULES = {
  registerAddress: { points: 20, seconds: HOUR },
  /** Mails that a stranger can have sent to one address. */
  mailRecipient: { points: 5, seconds: HOUR },
  /** Reset links to one address, under whatever names they are asked for. */
  resetRecipient: { points: 5, seconds: HOUR },
  mailAddress: { points: 20, seconds: HOUR },
  /** Early words about passwords while they are typed; a pause of the hand each. */
  strengthAddress: { points: 300, seconds: 10 * MINUTE },
} as const

export type LimitName = keyof typeof RULES

/** Wrong codes of one sign-in; fixed, so no setting scales it. */
export const PENDING_TRIES: LimitRule = { name: 'pending', points: 5, seconds: 5 * MINUTE }
/** A sign-in ends once, rightly or not, however many requests end it at the same moment. */
const PENDING_END: LimitRule = { name: 'pending-end', points: 1, seconds: 15 * MINUTE }

/** The limits of the pages, all of them counted before any transaction begins. */
export interface Limits {
  /** Counts one act; throws `Refusal('too_many')` with `retryAfter`. */
  take(name: LimitName, key: string): Promise<void>
  /** Counts one act and says whether it is within the limit; for what may not show. */
  mayTake(name: LimitName, key: string): Promise<boolean>
  /** Counts one code of a pending sign-in. */
  takePending(sessionId: string): Promise<Taken>
  pendingLeft(sessionId: string): Promise<number>
  /** Whether this request is the one that ends a pending sign-in. */
  endPending(sessionId: string): Promise<boolean>
  /** It did not end after all. */
  reopenPending(sessionId: string): Promise<void>
}

/** `scale` multiplies every limit but those of one sign-in; for load tests and large offices. */
export function createLimits(counters: RateLimits, scale: number): Limits {
  const ruleOf = (name: LimitName): LimitRule => ({
    name,
    points: RULES[name].points * scale,
    seconds: RULES[name].seconds,
  })
  return {
    async take(name, key) {
      const taken = await counters.take(ruleOf(name), key)
      if (!taken.ok) throw new Refusal('too_many', { retryAfter: taken.seconds })
    },
    mayTake: async (name, key) => (await counters.take(ruleOf(name), key)).ok,
    takePending: (sessionId) => counters.take(PENDING_TRIES, hashToken(sessionId)),
    pendingLeft: (sessionId) => counters.left(PENDING_TRIES, hashToken(sessionId)),
    endPending: async (sessionId) => (await counters.take(PENDING_END, hashToken(sessionId))).ok,
    reopenPending: (sessionId) => counters.forget(PENDING_END, hashToken(sessionId)),
  }
}

/** The key of the client's address. */
export function fromAddress(req: Request): string {
  return addressKey(clientAddress(req))
}

/** The key of a name or an e-mail as typed, so that spellings of one name count together; never the name itself. */
export function forName(typed: string): string {
  return hashToken(JSON.stringify(readIdentifier(typed)))
}
