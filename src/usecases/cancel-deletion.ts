import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { lockedUser } from './locked-user.ts'

/** The account stays. Announces nothing where no deletion was asked for. */
export async function cancelDeletion(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<User> {
  return deps.transaction(async (tx) =>
    keepAndTell(deps, tx, await lockedUser(deps, tx, input.userId), context),
  )
}

/** Calls off the deletion of a locked user, who hears of it by mail; answers the user as it is then. */
export async function keepAndTell(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<User> {
  const kept = await keepAccount(deps, tx, user, context)
  if (kept !== user) await tellUser(deps, tx, 'deletion_cancelled', kept)
  return kept
}

/** The same without a mail. */
export async function keepAccount(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<User> {
  if (user.status !== 'deleting') return user
  const updatedAt = deps.clock.now()
  const kept: User = { ...user, status: 'active', deleteAt: null, updatedAt }
  await updateUserRow(tx, user.id, { status: 'active', deleteAt: null, updatedAt })
  const until = user.deleteAt === null ? null : new Date(user.deleteAt).toISOString()
  await deps.announce(tx, userEvent('user.deletion_cancelled', publicUser(kept), { until }, context))
  return kept
}
