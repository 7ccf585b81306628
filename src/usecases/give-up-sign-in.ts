import type { EventContext } from '../domain/event.ts'
import { findUser } from '../repositories/users.ts'
import { announceFailure } from './check-password.ts'
import type { Deps } from './deps.ts'

/** A sign-in ends at the second factor: five wrong codes, or the person went away. Said once for the whole of it. */
export async function giveUpSignIn(
  deps: Deps,
  input: { readonly userId: string; readonly identifier?: string | undefined },
  context: EventContext,
): Promise<void> {
  const user = await findUser(deps.reader, input.userId)
  if (!user) return
  const identifier = input.identifier?.trim() || user.username || user.email || user.id
  await announceFailure(deps, user, { reason: 'mfa_failed', identifier }, context)
}
