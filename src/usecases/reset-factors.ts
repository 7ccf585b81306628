import type { EventContext } from '../domain/event.ts'
import type { Deps } from './deps.ts'
import { dropPasskeys, dropTotp } from './drop-factor.ts'
import { lockedUser } from './locked-user.ts'
import { refuseCare } from './refuse-care.ts'

/** An operator or the command line takes the second factors of a user who lost them. Nothing happens without one. */
export async function resetFactors(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<void> {
  await deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    refuseCare(context, user)
    await dropTotp(deps, tx, user, context)
    await dropPasskeys(deps, tx, user, context)
  })
}
