import { invalid } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { fault } from '../domain/faults.ts'
import { normalizePassword } from '../domain/password.ts'
import { publicUser } from '../domain/user.ts'
import { saveCredential } from '../repositories/credentials.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { getUser } from './get-user.ts'
import { newPasswordFault } from './judge-password.ts'
import { lockedUser } from './locked-user.ts'
import { proveAgain, samePassword } from './prove-again.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * A person chooses a new password. Every session but `sessionId` ends, and so do reset links. Refuses with `invalid`
 * (currentPassword, newPassword), or with `unauthenticated` when the password was changed at the same moment.
 */
export async function changePassword(
  deps: Deps,
  input: {
    readonly userId: string
    readonly currentPassword: string
    readonly newPassword: string
    /** The session that stays; null ends them all. */
    readonly sessionId: string | null
  },
  context: EventContext,
): Promise<void> {
  const { userId } = input
  const version = await proveAgain(
    deps,
    { userId, password: input.currentPassword },
    context,
    'currentPassword',
  )
  const weak = await newPasswordFault(deps, input.newPassword, await getUser(deps, userId))
  if (weak) throw invalid({ newPassword: weak })
  const password = normalizePassword(input.newPassword)
  if (password === normalizePassword(input.currentPassword))
    throw invalid({ newPassword: fault('password_same') })
  await deps.before('user.change_password', { userId, reason: 'change' }, context)
  const passwordHash = await deps.hasher.hash(password)
  await deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, userId)
    await samePassword(tx, userId, version)
    await saveCredential(tx, userId, passwordHash, deps.clock.now())
    if (user.passwordExpired) await updateUserRow(tx, userId, { passwordExpired: false })
    await deleteTokensOfUser(tx, userId, ['reset_password', 'invitation'])
    await deps.announce(
      tx,
      userEvent('user.password.changed', publicUser(user), { reason: 'change' }, context),
    )
    const except = input.sessionId ?? undefined
    await revokeSessions(deps, tx, user, { except, by: 'password_change' }, context)
    await tellUser(deps, tx, 'password_changed', user)
  })
}
