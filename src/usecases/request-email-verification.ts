import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { fault } from '../domain/faults.ts'
import { lockAddress } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { getUser } from './get-user.ts'
import { lockedUser } from './locked-user.ts'
import { sendVerification } from './send-verification.ts'

/** Mails a new link that proves the user's address; older ones end. Refuses with `conflict` when there is nothing to prove. */
export async function requestEmailVerification(
  deps: Deps,
  input: { readonly userId: string },
  context: EventContext,
): Promise<{ email: string }> {
  const { email } = await getUser(deps, input.userId)
  if (email === null) throw nothingToProve()
  await deps.transaction(async (tx) => {
    await lockAddress(tx, deps.locks, email)
    const user = await lockedUser(deps, tx, input.userId)
    if (user.email !== email || user.emailVerified) throw nothingToProve()
    await sendVerification(deps, tx, user, email, context)
  })
  return { email }
}

function nothingToProve(): Refusal {
  return new Refusal('conflict', { message: fault('email_none_left') })
}
