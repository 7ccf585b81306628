import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { normalizePassword } from '../domain/password.ts'
import { publicUser, type User } from '../domain/user.ts'
import { hashToken } from '../lib/secrets.ts'
import { saveCredential } from '../repositories/credentials.ts'
import { consumeToken, deleteTokensOfUser, findToken } from '../repositories/one-time-tokens.ts'
import { findUser, updateUserRow } from '../repositories/users.ts'
import { actingAs } from './acting-as.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { newPasswordFault } from './judge-password.ts'
import { lockContenders, proveAddress } from './prove-address.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * Sets a new password by a mailed link, or accepts an invitation. Ends every session, signs nobody in, and leaves
 * second factors alone. The link came by mail, so using it proves the address. Refuses with `link_spent`, or with
 * `invalid` (newPassword), which leaves the link as it was.
 */
export async function resetPassword(
  deps: Deps,
  input: { readonly token: string; readonly newPassword: string },
  context: EventContext,
): Promise<User> {
  const hash = hashToken(input.token)
  const token = await findToken(deps.reader, hash, ['reset_password', 'invitation'], deps.clock.now())
  const known = token?.userId ? await findUser(deps.reader, token.userId) : undefined
  const email = token?.email
  if (!known || !email) throw new Refusal('link_spent')
  const weak = await newPasswordFault(deps, input.newPassword, known)
  if (weak) throw invalid({ newPassword: weak })
  const as = actingAs(context, known.id)
  await deps.before('user.change_password', { userId: known.id, reason: 'reset' }, as)
  const passwordHash = await deps.hasher.hash(normalizePassword(input.newPassword))

  return deps.transaction(async (tx) => {
    const { user, others } = await lockContenders(deps, tx, email, known.id)
    const now = deps.clock.now()
    if (!(await consumeToken(tx, hash, now))) throw new Refusal('link_spent')
    if (!user || user.status === 'blocked' || user.email !== email) throw new Refusal('link_spent')
    await saveCredential(tx, user.id, passwordHash, now)
    if (user.passwordExpired) await updateUserRow(tx, user.id, { passwordExpired: false })
    await deleteTokensOfUser(tx, user.id, ['reset_password', 'invitation'])
    const active = await accept(deps, tx, user, as)
    const proven = await proveAddress(deps, tx, active, email, others, as)
    await deps.announce(tx, userEvent('user.password.changed', publicUser(proven), { reason: 'reset' }, as))
    await revokeSessions(deps, tx, proven, { by: 'password_reset' }, as)
    await tellUser(deps, tx, 'password_changed', proven)
    return proven
  })
}

/** An invited user with a password is an active one. */
export async function accept(
  deps: Deps,
  tx: Parameters<typeof updateUserRow>[0],
  user: User,
  context: EventContext,
): Promise<User> {
  if (user.status !== 'invited') return user
  const active: User = { ...user, status: 'active', updatedAt: deps.clock.now() }
  await updateUserRow(tx, user.id, { status: 'active', updatedAt: active.updatedAt })
  const changes = { status: { from: 'invited', to: 'active' } }
  await deps.announce(tx, userEvent('user.updated', publicUser(active), { changes }, context))
  return active
}
