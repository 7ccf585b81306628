import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import type { Deps } from './deps.ts'
import { dropPasskeys } from './drop-factor.ts'
import { type Proofs, withProofs } from './with-proofs.ts'

/** Takes a passkey away; with the last factor the recovery codes too. Refuses as `withProofs` does, or `not_found`. */
export async function removePasskey(
  deps: Deps,
  input: { readonly userId: string; readonly id: string; readonly proofs: Proofs },
  context: EventContext,
): Promise<void> {
  await withProofs(deps, input, context, async (tx, user) => {
    if ((await dropPasskeys(deps, tx, user, context, input.id)) === 0) throw new Refusal('not_found')
  })
}
