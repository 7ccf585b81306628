import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteTokensFor } from '../repositories/one-time-tokens.ts'
import { lockOperators, updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'

/** No key, import or hook makes or unmakes an operator: an operator, the command line or the server itself does. */
export function refuseUnlessTrusted(context: EventContext): void {
  if (!['operator', 'cli', 'system'].includes(context.actor.type)) throw new Refusal('forbidden')
}

/** Lets an active user open the console. Granting it again announces nothing. */
export async function grantOperator(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<User> {
  refuseUnlessTrusted(context)
  return deps.transaction(async (tx) => {
    await lockOperators(tx, deps.locks)
    const user = await lockedUser(deps, tx, input.userId)
    if (user.role === 'operator') return user
    if (user.status !== 'active')
      throw new Refusal('conflict', { message: 'Only an active user can be made operator.' })
    return makeOperator(deps, tx, user, context)
  })
}

/** Gives a locked user the role; the operators' lock is held. The link for the first operator is void from now on. */
export async function makeOperator(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<User> {
  const updatedAt = deps.clock.now()
  const granted: User = { ...user, role: 'operator', updatedAt }
  await updateUserRow(tx, user.id, { role: 'operator', updatedAt })
  await deleteTokensFor(tx, 'setup')
  await deps.announce(tx, userEvent('operator.granted', publicUser(granted), {}, context))
  return granted
}
