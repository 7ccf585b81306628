import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import type { Deps } from './deps.ts'
import { enqueueMail } from './enqueue-mail.ts'
import { issueToken } from './issue-token.ts'
import { lockedUser } from './locked-user.ts'
import { refuseCare } from './refuse-care.ts'

/**
 * An operator mails a new invitation; older ones end. Refuses with `conflict` where it was accepted already, or where
 * there is no address.
 */
export async function inviteAgain(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<{ email: string }> {
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    refuseCare(context, user)
    if (user.status !== 'invited')
      throw new Refusal('conflict', {
        message: 'Only an invited user who has no password yet can be invited.',
      })
    if (user.email === null)
      throw new Refusal('conflict', { message: 'There is no address to mail to. Give the user one first.' })
    await deleteTokensOfUser(tx, user.id, ['invitation'])
    await mailInvitation(deps, tx, user, user.email)
    await deps.announce(tx, userEvent('user.invited', publicUser(user), {}, context))
    return { email: user.email }
  })
}

/** The mail that lets somebody choose their first password. */
export async function mailInvitation(deps: Deps, tx: Tx, user: User, email: string): Promise<void> {
  const link = await issueToken(deps, tx, { purpose: 'invitation', userId: user.id, email })
  await enqueueMail(deps, tx, { template: 'invitation', user, recipient: email, link })
}
