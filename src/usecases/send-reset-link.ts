import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'
import { refuseCare } from './refuse-care.ts'
import { mailResetLink } from './request-password-reset.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * An operator, or a key, ends a user's sessions and mails a link to choose a new password; the present one opens the account
 * until the link is used. Refuses with `conflict` where no link can be mailed.
 */
export async function sendResetLink(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<{ email: string }> {
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    refuseCare(context, user)
    if (user.email === null)
      throw new Refusal('conflict', { message: 'There is no address to mail to. Give the user one first.' })
    if (user.status === 'blocked' || user.status === 'invited')
      throw new Refusal('conflict', { message: 'A reset link goes to active users only.' })
    await mailResetLink(deps, tx, user, context)
    await revokeSessions(deps, tx, user, { by: 'operator' }, context)
    return { email: user.email }
  })
}
