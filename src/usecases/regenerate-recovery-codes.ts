import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { fault } from '../domain/faults.ts'
import { publicUser } from '../domain/user.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { giveRecoveryCodes, newRecoveryCodes } from './recovery-codes.ts'
import { type Proofs, withProofs } from './with-proofs.ts'

/** Ten new recovery codes, shown this once; the old ones end. Refuses as `withProofs` does, or `conflict`. */
export async function regenerateRecoveryCodes(
  deps: Deps,
  input: { readonly userId: string; readonly proofs: Proofs },
  context: EventContext,
): Promise<{ recoveryCodes: readonly string[] }> {
  const recoveryCodes = newRecoveryCodes()
  await withProofs(deps, input, context, async (tx, user) => {
    if (!user.mfaEnabled) throw new Refusal('conflict', { message: fault('recovery_needs_factor') })
    await giveRecoveryCodes(deps, tx, user.id, recoveryCodes)
    await deps.announce(
      tx,
      userEvent(
        'user.mfa.recovery_codes_regenerated',
        publicUser(user),
        { remaining: recoveryCodes.length },
        context,
      ),
    )
    await tellUser(deps, tx, 'recovery_codes_regenerated', user)
  })
  return { recoveryCodes }
}
