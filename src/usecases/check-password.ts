import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { maskIdentifier, readIdentifier } from '../domain/identifiers.ts'
import { normalizePassword, PASSWORD_MAX } from '../domain/password.ts'
import { mustProveFirst } from '../domain/site-settings.ts'
import { publicUser, type User } from '../domain/user.ts'
import { findSiteSettings } from '../repositories/site-settings.ts'
import { type Candidate, findCandidates } from '../repositories/users.ts'
import { actingAs } from './acting-as.ts'
import type { Deps } from './deps.ts'
import { upgradeHash } from './upgrade-hash.ts'

/** The first step of a sign-in is done. No session has begun. */
export interface PasswordProof {
  readonly user: User
  /** Whether `verifySecondFactor` comes next. */
  readonly needsFactor: boolean
  /** Names the password that was proven; `beginSession` refuses when it has been changed since. */
  readonly passwordVersion: number | null
}

/** A sign of NFC is typed with up to four code units; what is longer than that is nobody's password. */
const LONGEST_TYPED = 4 * PASSWORD_MAX

type Reason = 'bad_credentials' | 'unknown_user' | 'blocked' | 'hook'

/**
 * Checks a username or an address with a password. Whether or not there is such a user, the same statement looks, one
 * hash is computed, and one transaction notes the failure. Refuses with `bad_credentials`, `ambiguous_identifier`,
 * `blocked` and `unproven` (both said only to one who knows the password), `busy`, or what a hook says; each refusal
 * but `busy` is announced as `user.login.failed`.
 */
export async function checkPassword(
  deps: Deps,
  input: { readonly identifier: string; readonly password: string },
  context: EventContext,
): Promise<PasswordProof> {
  const candidates = await findCandidates(deps.reader, readIdentifier(input.identifier), 2)
  const candidate = theOneMeant(candidates)
  const password = normalizePassword(input.password.slice(0, LONGEST_TYPED))
  const right = await deps.hasher.verify(candidate?.passwordHash ?? undefined, password)
  const fail = async (reason: Reason, refusal: Refusal): Promise<never> => {
    const identifier = candidates.length > 0 ? input.identifier.trim() : maskIdentifier(input.identifier)
    await announceFailure(deps, candidate?.user, { reason, identifier }, context)
    throw refusal
  }

  if (candidates.length > 0 && !candidate) return fail('unknown_user', new Refusal('ambiguous_identifier'))
  if (!candidate) return fail('unknown_user', new Refusal('bad_credentials'))
  if (!right) return fail('bad_credentials', new Refusal('bad_credentials'))
  const { user } = candidate
  if (user.status === 'blocked') return fail('blocked', new Refusal('blocked'))
  // Whoever may open the console is never shut out by a setting of the console.
  if (user.role === null && user.proofOwed && mustProveFirst(await findSiteSettings(deps.reader)))
    return fail('blocked', new Refusal('unproven'))
  try {
    await deps.before('user.sign_in', { userId: user.id, user: publicUser(user) }, actingAs(context, user.id))
  } catch (error) {
    if (error instanceof Refusal) return fail('hook', error)
    throw error
  }
  const { passwordHash } = candidate
  if (passwordHash !== null) await upgradeHash(deps, { userId: user.id, passwordHash }, password)
  return { user, needsFactor: user.mfaEnabled, passwordVersion: candidate.passwordChangedAt }
}

/** A username or a proven address means one user; an address that several hold unproven means none of them. */
function theOneMeant(candidates: readonly Candidate[]): Candidate | undefined {
  const [first] = candidates
  return candidates.length === 1 || first?.user.emailVerified ? first : undefined
}

/** Writes one `user.login.failed`. */
export async function announceFailure(
  deps: Deps,
  user: User | undefined,
  failure: { readonly reason: Reason | 'locked' | 'mfa_failed'; readonly identifier: string },
  context: EventContext,
): Promise<void> {
  await deps.transaction((tx) =>
    deps.announce(
      tx,
      serverEvent(
        'user.login.failed',
        user?.id ?? null,
        { ...(user ? { user: publicUser(user) } : {}), ...failure },
        context,
      ),
    ),
  )
}
