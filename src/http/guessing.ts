import { Refusal } from '../domain/errors.ts'
import type { GuessCounts, GuessRule } from '../domain/guessing.ts'
import type { Clock } from '../lib/clock.ts'

const QUARTER_MS = 15 * 60_000

/**
 * What can be guessed at. One account is slowed down after a few tries; an office behind one address may mistype more
 * often before everybody in it has to wait.
 */
const RULES = {
  /** Passwords for one account, by whichever of its names, or for a name that nobody has. */
  signInAccount: { free: 5, limit: 10 },
  signInAddress: { free: 30, limit: 50 },
  /** Passkeys cannot be guessed; what is bounded is the work. */
  passkeyAddress: { free: 30, limit: 50 },
  /** Passwords in a browser that has signed in to the account before. */
  signInDevice: { free: 5, limit: 10 },
  /** Second factors of one account, over all sign-ins begun. */
  factorAccount: { free: 5, limit: 10 },
  factorAddress: { free: 30, limit: 50 },
  factorDevice: { free: 5, limit: 10 },
  /** The password asked again inside a session. */
  proofAccount: { free: 5, limit: 10 },
} as const

export type GuessName = keyof typeof RULES

/** One counter that a try is counted under. */
export interface Counter {
  readonly name: GuessName
  readonly key: string
  /** Whether a right try clears it; otherwise it takes only itself back, as at an address that many share. */
  readonly clears: boolean
}

/** A try that is being looked at; one of the three ends it, and a wrong one just stays counted. */
export interface Guess {
  right(): Promise<void>
  /** It was not looked at after all. */
  unseen(): Promise<void>
  /** When a wait that this try began, by being wrong, ends; null where it began none. UTC epoch milliseconds. */
  readonly waitUntil: number | null
}

export interface Guessing {
  /**
   * Counts a try under every counter before it is looked at, so that parallel guesses count. Throws
   * `Refusal('too_many')` with `retryAfter` where it comes too early, after `early` has been told.
   */
  begin(counters: readonly Counter[], early?: (until: number) => Promise<void>): Promise<Guess>
}

/** `scale` multiplies the tries; for load tests and large offices. */
export function createGuessing(counts: GuessCounts, scale: number, clock: Clock): Guessing {
  const ruleOf = (name: GuessName): GuessRule => ({
    name,
    free: RULES[name].free * scale,
    limit: RULES[name].limit * scale,
    waitMs: QUARTER_MS,
  })
  return {
    async begin(counters, early) {
      const keys = counters.map(({ name, key, clears }) => ({ rule: ruleOf(name), key, clears }))
      const counted = await counts.begin(keys)
      if ('until' in counted) {
        await early?.(counted.until)
        const seconds = Math.max(1, Math.ceil((counted.until - clock.now()) / 1000))
        throw new Refusal('too_many', { retryAfter: seconds })
      }
      const taken = counted.flatMap((guess, index) => {
        const one = keys[index]
        return one ? [{ ...one, guess }] : []
      })
      const waits = counted.map(({ waitUntil }) => waitUntil).filter((until) => until !== null)
      return {
        unseen: () => counts.end(taken.map((one) => ({ ...one, clears: false }))),
        right: () => counts.end(taken),
        waitUntil: waits.length === 0 ? null : Math.max(...waits),
      }
    },
  }
}

/** Does `act` under counters. A refusal counts as a wrong guess where `isWrong` says so. */
export async function guarded<T>(
  guessing: Guessing,
  counters: readonly Counter[],
  isWrong: (refusal: Refusal) => boolean,
  act: () => Promise<T>,
): Promise<T> {
  const guess = await guessing.begin(counters)
  try {
    const done = await act()
    await guess.right()
    return done
  } catch (error) {
    if (!(error instanceof Refusal && isWrong(error))) await guess.unseen()
    throw error
  }
}

/** Whether the password of the person at the keyboard was refused, and not something else of the form. */
export const isWrongPassword = ({ fields }: Refusal): boolean =>
  fields.password !== undefined || fields.currentPassword !== undefined

export const isWrongCode = ({ code, fields }: Refusal): boolean =>
  code === 'wrong_code' || fields.code !== undefined

/** The counter of a signed-in person's own password. */
export const ownPassword = (userId: string): readonly Counter[] => [
  { name: 'proofAccount', key: userId, clears: true },
]
