import { invalid } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { normalizePassword } from '../domain/password.ts'
import { publicUser, type User } from '../domain/user.ts'
import { saveCredential } from '../repositories/credentials.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { getUser } from './get-user.ts'
import { newPasswordFault } from './judge-password.ts'
import { lockedUser } from './locked-user.ts'
import { refuseCare } from './refuse-care.ts'
import { accept } from './reset-password.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * An operator, a key or the command line sets a user's password; a key none of those who may open the console. Ends
 * every session. Refuses with `invalid` (password).
 */
export async function setPassword(
  deps: Deps,
  input: { readonly userId: string; readonly password: string },
  context: EventContext,
): Promise<User> {
  const found = await getUser(deps, input.userId)
  refuseCare(context, found)
  const weak = await newPasswordFault(deps, input.password, found)
  if (weak) throw invalid({ password: weak })
  await deps.before('user.change_password', { userId: input.userId, reason: 'operator' }, context)
  const passwordHash = await deps.hasher.hash(normalizePassword(input.password))
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    refuseCare(context, user)
    await saveCredential(tx, user.id, passwordHash, deps.clock.now())
    if (user.passwordExpired) await updateUserRow(tx, user.id, { passwordExpired: false })
    await deleteTokensOfUser(tx, user.id, ['reset_password', 'invitation'])
    const active = await accept(deps, tx, user, context)
    await deps.announce(
      tx,
      userEvent('user.password.changed', publicUser(active), { reason: 'operator' }, context),
    )
    await revokeSessions(deps, tx, active, { by: 'operator' }, context)
    await tellUser(deps, tx, 'password_changed', active)
    return active
  })
}
