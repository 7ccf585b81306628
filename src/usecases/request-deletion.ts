import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import { lockOperators } from '../repositories/operators.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { keepLastOperator } from './keep-last-operator.ts'
import { lockedUser } from './locked-user.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * A person asks for the end of the account. The grace period begins, every other session ends, and the next sign-in
 * calls it off. Asking again changes and announces nothing. Refuses with `conflict` for the last operator.
 */
export async function requestDeletion(
  deps: Deps,
  input: { readonly userId: string; readonly sessionId: string },
  context: EventContext,
): Promise<User> {
  return deps.transaction(async (tx) => {
    await lockOperators(tx, deps.locks)
    const user = await lockedUser(deps, tx, input.userId)
    if (user.status === 'deleting') return user
    if (user.status !== 'active') throw new Refusal('conflict')
    await keepLastOperator(tx, user, 'deleted')
    const updatedAt = deps.clock.now()
    const deleteAt = updatedAt + deps.rules.deletionGraceMs
    const leaving: User = { ...user, status: 'deleting', deleteAt, updatedAt }
    await updateUserRow(tx, user.id, { status: 'deleting', deleteAt, updatedAt })
    const until = new Date(deleteAt).toISOString()
    await deps.announce(tx, userEvent('user.deletion_requested', publicUser(leaving), { until }, context))
    await revokeSessions(deps, tx, leaving, { except: input.sessionId, by: 'deletion' }, context)
    await tellUser(deps, tx, 'deletion_requested', leaving, { at: deleteAt })
    return leaving
  })
}
