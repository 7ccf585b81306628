import type { Request } from 'express'
import { Refusal } from '../domain/errors.ts'
import { readIdentifier } from '../domain/identifiers.ts'
import { hashToken } from '../lib/secrets.ts'
import { addressKey, clientAddress } from './client-address.ts'

/** At most `points` acts within `seconds`, counted from the first. */
export interface LimitRule {
  readonly name: string
  readonly points: number
  readonly seconds: number
}

export type Taken =
  | { readonly ok: true; readonly left: number }
  | { readonly ok: false; readonly seconds: number; readonly first: boolean }

/** Counters that outlive a restart and are shared by all nodes; the host passes them in. */
export interface RateLimits {
  /** Counts one act under `key`; says how many are left, or how long to wait and whether this was the first too many. */
  take(rule: LimitRule, key: string): Promise<Taken>
  /** Takes one act back, for those that turned out to be fine. */
  giveBack(rule: LimitRule, key: string): Promise<void>
  /** Forgets all acts under `key`. */
  forget(rule: LimitRule, key: string): Promise<void>
  /** How many acts are left under `key`; counts nothing. */
  left(rule: LimitRule, key: string): Promise<number>
}

/** Somebody has to wait; `first` when the waiting begins with this act. */
export type Waiting = Extract<Taken, { ok: false }>

const MINUTE = 60
const HOUR = 3600

/** What is limited, and why so much: an office behind one address may sign in, a list of passwords may not be tried. */
const RULES = {
  /** Password tries for one name, whether or not it exists. */
  signInAccount: { points: 10, seconds: 15 * MINUTE },
  /** Failed password tries from one address. */
  signInAddress: { points: 50, seconds: 15 * MINUTE },
  /** Password tries for one name from a browser that has signed in to its account before. */
  signInDevice: { points: 10, seconds: 15 * MINUTE },
  /** Second-factor tries for one user, over all sign-ins begun. */
  factorAccount: { points: 10, seconds: 15 * MINUTE },
  factorAddress: { points: 50, seconds: 15 * MINUTE },
  /** Second-factor tries in a browser that has signed in to this account before. */
  factorDevice: { points: 10, seconds: 15 * MINUTE },
  /** The password asked again inside a session. */
  proofAccount: { points: 10, seconds: 15 * MINUTE },
  registerAddress: { points: 20, seconds: HOUR },
  /** Mails that a stranger can have sent to one address. */
  mailRecipient: { points: 5, seconds: HOUR },
  /** Reset links to one address, under whatever names they are asked for. */
  resetRecipient: { points: 5, seconds: HOUR },
  mailAddress: { points: 20, seconds: HOUR },
} as const

export type LimitName = keyof typeof RULES

/** Wrong codes of one sign-in; DESIGN §8 fixes it, so no setting scales it. */
export const PENDING_TRIES: LimitRule = { name: 'pending', points: 5, seconds: 5 * MINUTE }

/** The limits of the pages, all of them counted before any transaction begins. */
export interface Limits {
  /** Counts one act; throws `Refusal('too_many')` with `retryAfter`, after `refused` has told of it. */
  take(name: LimitName, key: string, refused?: (wait: Waiting) => Promise<void>): Promise<void>
  /** Counts one act and says whether it is within the limit; for what may not show. */
  mayTake(name: LimitName, key: string): Promise<boolean>
  giveBack(name: LimitName, key: string): Promise<void>
  forget(name: LimitName, key: string): Promise<void>
  /** Counts one code of a pending sign-in. */
  takePending(sessionId: string): Promise<Taken>
  pendingLeft(sessionId: string): Promise<number>
}

/** `scale` multiplies every limit but the five codes of a sign-in; for load tests and large offices. */
export function createLimits(counters: RateLimits, scale: number): Limits {
  const ruleOf = (name: LimitName): LimitRule => ({
    name,
    points: RULES[name].points * scale,
    seconds: RULES[name].seconds,
  })
  return {
    async take(name, key, refused) {
      const taken = await counters.take(ruleOf(name), key)
      if (taken.ok) return
      await refused?.(taken)
      throw new Refusal('too_many', { retryAfter: taken.seconds })
    },
    mayTake: async (name, key) => (await counters.take(ruleOf(name), key)).ok,
    giveBack: (name, key) => counters.giveBack(ruleOf(name), key),
    forget: (name, key) => counters.forget(ruleOf(name), key),
    takePending: (sessionId) => counters.take(PENDING_TRIES, hashToken(sessionId)),
    pendingLeft: (sessionId) => counters.left(PENDING_TRIES, hashToken(sessionId)),
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
