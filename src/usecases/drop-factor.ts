import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteTotp, findTotp } from '../repositories/factors.ts'
import { deletePasskeys, listPasskeyRows } from '../repositories/passkeys.ts'
import { deleteRecoveryCodes } from '../repositories/recovery-codes.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'

/** Drops a locked user's app; answers false when there was none that counted. */
export async function dropTotp(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<boolean> {
  if (!(await deleteTotp(tx, user.id))) return false
  await tellRemoved(deps, tx, user, 'totp', context)
  return true
}

/** Drops one passkey of a locked user, or each of them; answers how many there were. */
export async function dropPasskeys(
  deps: Deps,
  tx: Tx,
  user: User,
  context: EventContext,
  id?: string,
): Promise<number> {
  const count = await deletePasskeys(tx, user.id, id)
  for (let left = count; left > 0; left--) await tellRemoved(deps, tx, user, 'passkey', context)
  return count
}

/** With the last factor the recovery codes go, which would prove nothing any more. */
async function tellRemoved(
  deps: Deps,
  tx: Tx,
  user: User,
  factor: 'totp' | 'passkey',
  context: EventContext,
): Promise<void> {
  const app = await findTotp(tx, user.id)
  const hasApp = app !== undefined && app.confirmedAt !== null
  const mfaEnabled = hasApp || (await listPasskeyRows(tx, user.id)).length > 0
  if (!mfaEnabled) await deleteRecoveryCodes(tx, user.id)
  const updatedAt = deps.clock.now()
  const without: User = { ...user, mfaEnabled, updatedAt }
  await updateUserRow(tx, user.id, { mfaEnabled, updatedAt })
  await deps.announce(tx, userEvent('user.mfa.removed', publicUser(without), { factor }, context))
  await tellUser(deps, tx, 'factor_removed', without)
}
