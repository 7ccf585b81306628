import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Unchanged } from '../domain/versions.ts'
import { deleteWaitingMails } from '../repositories/mails.ts'
import { lockOperators } from '../repositories/operators.ts'
import { deleteUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { keepLastOperator } from './keep-last-operator.ts'
import { lockedUser } from './locked-user.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * Removes an account with all that hangs on it. The sessions' ends come first in the log and `user.deleted`, with the
 * last state, comes last. Refuses with `not_found`, and with `conflict` for the last operator.
 */
export async function deleteUser(
  deps: Deps,
  input: {
    readonly userId: string
    /** Only if the person asked for it and the grace period is over at this time; they hear by mail that it is done. */
    readonly dueBy?: number
    readonly unchanged?: Unchanged<User> | undefined
  },
  context: EventContext,
): Promise<void> {
  await deps.transaction(async (tx) => {
    await lockOperators(tx, deps.locks)
    const user = await lockedUser(deps, tx, input.userId)
    input.unchanged?.(user)
    const { dueBy } = input
    // Whoever signed in since keeps the account.
    if (dueBy !== undefined && (user.deleteAt === null || user.deleteAt > dueBy)) return
    await keepLastOperator(tx, user, 'deleted')
    await revokeSessions(deps, tx, user, { by: 'deletion' }, context)
    await deleteWaitingMails(tx, user.id)
    if (dueBy !== undefined) await tellUser(deps, tx, 'account_deleted', user)
    await deleteUserRow(tx, user.id)
    const by = dueBy === undefined ? context.actor.type : 'user'
    await deps.announce(tx, userEvent('user.deleted', publicUser(user), { by }, context))
  })
}
