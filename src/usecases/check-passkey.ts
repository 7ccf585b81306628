import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { fault } from '../domain/faults.ts'
import type { PasskeyProof } from '../domain/passkey.ts'
import { mustProveFirst } from '../domain/site-settings.ts'
import { publicUser, type User } from '../domain/user.ts'
import { findCredential } from '../repositories/credentials.ts'
import { forgetWrongCodes } from '../repositories/factors.ts'
import { findSiteSettings } from '../repositories/site-settings.ts'
import { findUser } from '../repositories/users.ts'
import { actingAs } from './acting-as.ts'
import { announceFailure, type PasswordProof } from './check-password.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'
import { lookAtPasskey, spendPasskey } from './ready-passkey.ts'

/**
 * A whole sign-in by passkey: possession, and finger, face or PIN at the device, so no second factor is owed. Refuses
 * with `bad_credentials`, `blocked` and `unproven` (said only to one who holds the key), or what a hook says, each
 * announced as `user.login.failed`; and with `conflict` for an old challenge, which is nobody's failure.
 */
export async function checkPasskey(
  deps: Deps,
  proof: PasskeyProof,
  context: EventContext,
): Promise<PasswordProof> {
  const { passkey, ready } = await lookAtPasskey(deps, proof)
  const user = passkey && (await findUser(deps.reader, passkey.userId))
  const identifier = user ? (user.username ?? user.email ?? user.id) : 'passkey'
  type Reason = Parameters<typeof announceFailure>[2]['reason']
  const fail = async (reason: Reason, refusal: Refusal): Promise<never> => {
    await announceFailure(deps, user, { reason, identifier }, context)
    throw refusal
  }
  const wrong = () => new Refusal('bad_credentials', { message: fault('passkey_wrong') })

  if (!user) return fail('unknown_user', wrong())
  if (!ready) return fail('bad_credentials', wrong())
  if (user.status === 'blocked') return fail('blocked', new Refusal('blocked'))
  if (user.role === null && user.proofOwed && mustProveFirst(await findSiteSettings(deps.reader)))
    return fail('blocked', new Refusal('unproven'))
  try {
    await deps.before('user.sign_in', { userId: user.id, user: publicUser(user) }, actingAs(context, user.id))
  } catch (error) {
    if (error instanceof Refusal) return fail('hook', error)
    throw error
  }
  const credential = await findCredential(deps.reader, user.id)
  const right = await deps.transaction(async (tx) => {
    await lockedUser(deps, tx, user.id)
    if (!(await spendPasskey(deps, tx, ready))) return false
    await forgetWrongCodes(tx, user.id)
    return true
  })
  if (!right) return fail('bad_credentials', wrong())
  // A password that is changed meanwhile ends this sign-in too: whoever changes it wants everybody else out.
  return { user: user satisfies User, needsFactor: false, passwordVersion: credential?.changedAt ?? null }
}
