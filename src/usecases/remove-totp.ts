import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { fault } from '../domain/faults.ts'
import type { Deps } from './deps.ts'
import { dropTotp } from './drop-factor.ts'
import { type Proofs, withProofs } from './with-proofs.ts'

/** Takes the authenticator app away; with the last factor the recovery codes too. Refuses as `withProofs` does, or `conflict`. */
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
