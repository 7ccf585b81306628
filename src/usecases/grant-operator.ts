import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type Role, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteTokensFor } from '../repositories/one-time-tokens.ts'
import { lockOperators } from '../repositories/operators.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { keepLastOperator } from './keep-last-operator.ts'
import { lockedUser } from './locked-user.ts'

/** No key, import or hook makes or unmakes an operator: an operator, the command line or the server itself does. */
export function refuseUnlessTrusted(context: EventContext): void {
  if (!['operator', 'cli', 'system'].includes(context.actor.type)) throw new Refusal('forbidden')
}

/**
 * Lets an active user open the console, as operator unless `role` says viewer. One who had the other role loses it.
 * Granting the same again announces nothing. Refuses with `conflict` for the last operator.
 */
export async function grantOperator(
  deps: Deps,
  input: { readonly userId: string; readonly role?: Role },
  context: EventContext,
): Promise<User> {
  refuseUnlessTrusted(context)
  const { role = 'operator' } = input
  return deps.transaction(async (tx) => {
    await lockOperators(tx, deps.locks)
    const user = await lockedUser(deps, tx, input.userId)
    if (user.role === role) return user
    if (user.status !== 'active')
      throw new Refusal('conflict', { message: `Only an active user can be made ${role}.` })
    await keepLastOperator(tx, user, 'demoted')
    return giveRole(deps, tx, await takeRole(deps, tx, user, context), role, context)
  })
}

/** Gives a locked user the role of an operator; the operators' lock is held. */
export function makeOperator(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<User> {
  return giveRole(deps, tx, user, 'operator', context)
}

/** The link for the first operator is void from the first one on. */
async function giveRole(deps: Deps, tx: Tx, user: User, role: Role, context: EventContext): Promise<User> {
  const updatedAt = deps.clock.now()
  const granted: User = { ...user, role, updatedAt }
  await updateUserRow(tx, user.id, { role, updatedAt })
  if (role === 'operator') await deleteTokensFor(tx, 'setup')
  await deps.announce(tx, userEvent('operator.granted', publicUser(granted), { role }, context))
  return granted
}

/** Takes a locked user's role, if there is one; the operators' lock is held. */
export async function takeRole(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<User> {
  const { role } = user
  if (role === null) return user
  const updatedAt = deps.clock.now()
  const demoted: User = { ...user, role: null, updatedAt }
  await updateUserRow(tx, user.id, { role: null, updatedAt })
  await deps.announce(tx, userEvent('operator.revoked', publicUser(demoted), { role }, context))
  return demoted
}
