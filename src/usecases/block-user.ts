import { invalid } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import { checkLine } from '../domain/user-profile.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import { lockOperators } from '../repositories/operators.ts'
import { updateUserRow } from '../repositories/users.ts'
import { keepAccount } from './cancel-deletion.ts'
import type { Deps } from './deps.ts'
import { keepLastOperator } from './keep-last-operator.ts'
import { lockedUser } from './locked-user.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * Shuts an account: its sessions and links end at once. Blocking a blocked user changes and announces nothing.
 * Refuses with `conflict` for the last operator.
 */
export async function blockUser(
  deps: Deps,
  input: { readonly userId: string; readonly reason?: string | null | undefined },
  context: EventContext,
): Promise<User> {
  const reason = readReason(input.reason)
  return deps.transaction(async (tx) => {
    await lockOperators(tx, deps.locks)
    const found = await lockedUser(deps, tx, input.userId)
    if (found.status === 'blocked') return found
    // What becomes of a blocked account is the operator's to say.
    const user = await keepAccount(deps, tx, found, context)
    await keepLastOperator(tx, user, 'blocked')
    const updatedAt = deps.clock.now()
    const blocked: User = { ...user, status: 'blocked', statusReason: reason, updatedAt }
    await updateUserRow(tx, user.id, { status: 'blocked', statusReason: reason, updatedAt })
    await deleteTokensOfUser(tx, user.id, ['verify_email', 'reset_password', 'invitation'])
    await deps.announce(tx, userEvent('user.blocked', publicUser(blocked), { reason }, context))
    await revokeSessions(deps, tx, blocked, { by: 'block' }, context)
    return blocked
  })
}

/** A reason as kept: one line, or null. */
export function readReason(given: string | null | undefined): string | null {
  const text = given?.trim() ?? ''
  if (text === '') return null
  const checked = checkLine(text, 500)
  if ('fault' in checked) throw invalid({ reason: checked.fault })
  return checked.value
}
