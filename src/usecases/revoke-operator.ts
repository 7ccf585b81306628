import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import { lockOperators, updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { refuseUnlessTrusted } from './grant-operator.ts'
import { keepLastOperator } from './keep-last-operator.ts'
import { lockedUser } from './locked-user.ts'

/** Closes the console to a user. Refuses with `conflict` for the last operator. */
export async function revokeOperator(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<User> {
  refuseUnlessTrusted(context)
  return deps.transaction(async (tx) => {
    await lockOperators(tx, deps.locks)
    const user = await lockedUser(deps, tx, input.userId)
    if (user.role !== 'operator') return user
    await keepLastOperator(tx, user, 'demoted')
    const updatedAt = deps.clock.now()
    const demoted: User = { ...user, role: null, updatedAt }
    await updateUserRow(tx, user.id, { role: null, updatedAt })
    await deps.announce(tx, userEvent('operator.revoked', publicUser(demoted), {}, context))
    return demoted
  })
}
