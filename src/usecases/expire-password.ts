import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * An operator wants a new password at the next sign-in: every session ends, and the present password opens nothing but
 * the page on which it is changed. Asking twice changes and announces nothing. Refuses with `conflict` for an invited
 * user, who has none.
 */
export async function expirePassword(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<User> {
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    if (user.status === 'invited')
      throw new Refusal('conflict', { message: 'An invited user chooses a first password anyway.' })
    if (user.passwordExpired) return user
    const updatedAt = deps.clock.now()
    const expired: User = { ...user, passwordExpired: true, updatedAt }
    await updateUserRow(tx, user.id, { passwordExpired: true, updatedAt })
    const changes = { passwordExpired: { from: false, to: true } }
    await deps.announce(tx, userEvent('user.updated', publicUser(expired), { changes }, context))
    await revokeSessions(deps, tx, expired, { by: 'operator' }, context)
    return expired
  })
}
