import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { fault } from '../domain/faults.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteTotp } from '../repositories/factors.ts'
import { deleteRecoveryCodes } from '../repositories/recovery-codes.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { type Proofs, withProofs } from './with-proofs.ts'

/** Takes the authenticator app away, and the recovery codes with it. Refuses as `withProofs` does, or `conflict`. */
export async function removeTotp(
  deps: Deps,
  input: { readonly userId: string; readonly proofs: Proofs },
  context: EventContext,
): Promise<void> {
  await withProofs(deps, input, context, async (tx, user) => {
    if (!(await dropTotp(deps, tx, user, context)))
      throw new Refusal('conflict', { message: fault('app_none') })
  })
}

/** Drops a locked user's app and codes; answers false when there was no app that counted. */
export async function dropTotp(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<boolean> {
  if (!(await deleteTotp(tx, user.id))) return false
  await deleteRecoveryCodes(tx, user.id)
  const updatedAt = deps.clock.now()
  const without: User = { ...user, mfaEnabled: false, updatedAt }
  await updateUserRow(tx, user.id, { mfaEnabled: false, updatedAt })
  await deps.announce(tx, userEvent('user.mfa.removed', publicUser(without), { factor: 'totp' }, context))
  await tellUser(deps, tx, 'factor_removed', without)
  return true
}
