import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { isLocked } from '../domain/factor.ts'
import { publicUser, type User } from '../domain/user.ts'
import { findTotp, forgetWrongCodes } from '../repositories/factors.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'
import { refuseCare } from './refuse-care.ts'

/**
 * An operator lets an app that took too many wrong codes in a row take codes again. Nothing happens to one that takes
 * them.
 */
export async function openApp(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<User> {
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    refuseCare(context, user)
    if (!isLocked(await findTotp(tx, user.id))) return user
    const opened: User = { ...user, updatedAt: deps.clock.now() }
    await forgetWrongCodes(tx, user.id)
    await updateUserRow(tx, user.id, { updatedAt: opened.updatedAt })
    const changes = { appLocked: { from: true, to: false } }
    await deps.announce(tx, userEvent('user.updated', publicUser(opened), { changes }, context))
    return opened
  })
}
