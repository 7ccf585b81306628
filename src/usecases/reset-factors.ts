import type { EventContext } from '../domain/event.ts'
import type { Deps } from './deps.ts'
import { dropPasskeys, dropTotp } from './drop-factor.ts'
import { refuseUnlessTrusted } from './grant-operator.ts'
import { lockedUser } from './locked-user.ts'

/** An operator or the command line takes the second factors of a user who lost them. Nothing happens without one. */
export async function resetFactors(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<void> {
  refuseUnlessTrusted(context)
  await deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    await dropTotp(deps, tx, user, context)
    await dropPasskeys(deps, tx, user, context)
  })
}
