import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { fault } from '../domain/faults.ts'
import { type ChallengeUse, PASSKEYS_MAX } from '../domain/passkey.ts'
import { creationOptions, type RelyingParty } from '../lib/webauthn.ts'
import { listPasskeyRows } from '../repositories/passkeys.ts'
import type { Deps } from './deps.ts'
import { newChallenge } from './passkey-challenge.ts'
import { type Proofs, withProofs } from './with-proofs.ts'

/**
 * What a browser needs to make a passkey, as JSON. Its challenge stands for the proofs until `confirmPasskey`. Refuses
 * as `withProofs` does, and with `conflict` where there are twenty already.
 */
export async function beginPasskeyEnrolment(
  deps: Deps,
  input: {
    readonly userId: string
    readonly proofs: Proofs
    readonly use: ChallengeUse
    readonly site: RelyingParty
  },
  context: EventContext,
): Promise<string> {
  const { user, known } = await withProofs(deps, input, context, async (tx, user) => {
    const known = await listPasskeyRows(tx, user.id)
    if (known.length >= PASSKEYS_MAX)
      throw new Refusal('conflict', { message: fault('passkeys_many', { max: PASSKEYS_MAX }) })
    return { user, known }
  })
  const name = user.username ?? user.email ?? user.id
  const who = { id: user.id, name, displayName: user.name ?? name }
  return creationOptions(input.site, who, known, newChallenge(deps, input.use))
}
