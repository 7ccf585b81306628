import { invalid } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { fault } from '../domain/faults.ts'
import { checkEmail } from '../domain/identifiers.ts'
import { publicUser, type User } from '../domain/user.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import { lockAddress, updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'
import { proveAgain } from './prove-again.ts'
import { sendVerification } from './send-verification.ts'

/**
 * A person names a new address and gets a link there. A proven address stays until the new one is proven, so that a
 * slip of the finger locks nobody out; an unproven one is replaced at once. Whether the new one is taken does not
 * show. Refuses with `invalid` (email, password).
 */
export async function changeEmail(
  deps: Deps,
  input: { readonly userId: string; readonly email: string; readonly password: string },
  context: EventContext,
): Promise<{ email: string }> {
  const checked = checkEmail(input.email)
  if ('fault' in checked) throw invalid({ email: checked.fault })
  const email = checked.value
  await proveAgain(deps, input, context)
  await deps.transaction(async (tx) => {
    await lockAddress(tx, deps.locks, email)
    const user = await lockedUser(deps, tx, input.userId)
    if (user.email === email && user.emailVerified) throw invalid({ email: fault('email_same') })
    // Links mailed to an address that is being left open nothing any more.
    await deleteTokensOfUser(tx, user.id, ['verify_email', 'reset_password'])
    let now: User = user
    if (!user.emailVerified && user.email !== email) {
      now = { ...user, email, updatedAt: deps.clock.now() }
      await updateUserRow(tx, user.id, { email, updatedAt: now.updatedAt })
      const changes = { email: { from: user.email, to: email } }
      await deps.announce(tx, userEvent('user.updated', publicUser(now), { changes }, context))
    }
    await sendVerification(deps, tx, now, email, context)
  })
  return { email }
}
