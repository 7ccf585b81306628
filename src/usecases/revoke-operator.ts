import type { EventContext } from '../domain/event.ts'
import type { User } from '../domain/user.ts'
import { lockOperators } from '../repositories/operators.ts'
import type { Deps } from './deps.ts'
import { refuseUnlessTrusted, takeRole } from './grant-operator.ts'
import { keepLastOperator } from './keep-last-operator.ts'
import { lockedUser } from './locked-user.ts'

/** Closes the console to an operator or a viewer. Refuses with `conflict` for the last operator. */
export async function revokeOperator(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<User> {
  refuseUnlessTrusted(context)
  return deps.transaction(async (tx) => {
    await lockOperators(tx, deps.locks)
    const user = await lockedUser(deps, tx, input.userId)
    await keepLastOperator(tx, user, 'demoted')
    return takeRole(deps, tx, user, context)
  })
}
