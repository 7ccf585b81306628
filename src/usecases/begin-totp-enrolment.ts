import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { fault } from '../domain/faults.ts'
import type { User } from '../domain/user.ts'
import { newTotpSecret, totpUri } from '../lib/totp.ts'
import { deleteTotp, findTotp, insertFactor } from '../repositories/factors.ts'
import type { Deps } from './deps.ts'
import { type Proofs, withProofs } from './with-proofs.ts'

/** What an authenticator app needs: `uri` for the QR code, `secret` (base 32) to type. */
export interface TotpEnrolment {
  readonly secret: string
  readonly uri: string
}

/**
 * Makes a secret for an authenticator app. It counts for nothing until `confirmTotp` within fifteen minutes. Refuses
 * as `withProofs` does, and with `conflict` where there is an app already.
 */
export async function beginTotpEnrolment(
  deps: Deps,
  input: { readonly userId: string; readonly proofs: Proofs },
  context: EventContext,
): Promise<TotpEnrolment> {
  const secret = await newTotpSecret()
  const id = deps.id('fct')
  const sealed = deps.keyring.seal('totp', secret, id)
  const user = await withProofs(deps, input, context, async (tx, user) => {
    const present = await findTotp(tx, user.id)
    if (present && present.confirmedAt !== null)
      throw new Refusal('conflict', {
        message: fault('app_already'),
      })
    await deleteTotp(tx, user.id)
    await insertFactor(tx, {
      id,
      userId: user.id,
      kind: 'totp',
      secret: sealed,
      confirmedAt: null,
      lastStep: null,
      wrongInRow: 0,
      createdAt: deps.clock.now(),
    })
    return user
  })
  return { secret, uri: await enrolmentUri(deps, user, secret) }
}

export function enrolmentUri(deps: Deps, user: User, secret: string): Promise<string> {
  return totpUri(deps.rules.issuer, user.username ?? user.email ?? user.id, secret)
}
