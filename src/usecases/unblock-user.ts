import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import { findCredential } from '../repositories/credentials.ts'
import { updateUserRow } from '../repositories/users.ts'
import { readReason } from './block-user.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'

/** Opens a blocked account again; one without a password is invited as before. Announces nothing if it was open. */
export async function unblockUser(
  deps: Deps,
  input: { readonly userId: string; readonly reason?: string | null | undefined },
  context: EventContext,
): Promise<User> {
  const reason = readReason(input.reason)
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    if (user.status !== 'blocked') return user
    const status = (await findCredential(tx, user.id)) ? 'active' : 'invited'
    const updatedAt = deps.clock.now()
    const opened: User = { ...user, status, statusReason: null, updatedAt }
    await updateUserRow(tx, user.id, { status, statusReason: null, updatedAt })
    await deps.announce(tx, userEvent('user.unblocked', publicUser(opened), { reason }, context))
    return opened
  })
}
