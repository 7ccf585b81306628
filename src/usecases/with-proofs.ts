import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import type { CodeProof, FactorProof } from '../domain/factor.ts'
import { fault } from '../domain/faults.ts'
import type { User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { listPasskeyRows } from '../repositories/passkeys.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'
import { proveAgain, samePassword } from './prove-again.ts'
import { readyProof, spendProof } from './prove-factor.ts'
import { wrongCode } from './verify-second-factor.ts'

/** What a person gives before a second factor is touched: the password, and an existing factor where there is one. */
export type Proofs =
  | { readonly password: string; readonly factor?: CodeProof | undefined }
  /** A passkey was given within ten minutes: possession, and finger, face or PIN. It stands for both. */
  | { readonly freshPasskey: true }

/**
 * Runs `work` in one transaction with the locked user, after both proofs. A wrong code is used up and announced, and
 * nothing else happens. Refuses with `invalid` (password, code), `wrong_code` or
 * `factor_locked`.
 */
export async function withProofs<T>(
  deps: Deps,
  given: { readonly userId: string; readonly proofs: Proofs },
  context: EventContext,
  work: (tx: Tx, user: User) => Promise<T>,
): Promise<T> {
  const { userId, proofs } = given
  if ('freshPasskey' in proofs) return withPasskey(deps, userId, work)
  const version = await proveAgain(deps, { userId, password: proofs.password }, context)
  if (proofs.factor) await deps.before('user.verify_factor', { userId, kind: proofs.factor.kind }, context)
  const proof = proofs.factor && (await readyProof(deps, userId, proofs.factor))
  type Outcome = { readonly wrong: FactorProof['kind'] | 'locked' } | { readonly done: T }
  const outcome = await deps.transaction(async (tx): Promise<Outcome> => {
    const user = await lockedUser(deps, tx, userId)
    if (user.status === 'blocked') throw new Refusal('blocked')
    await samePassword(tx, userId, version)
    if (user.mfaEnabled) {
      if (!proof) throw invalid({ code: fault('type_any_code') })
      const { right, locked } = await spendProof(deps, tx, user, proof, context)
      if (!right) return { wrong: locked ? 'locked' : proof.kind }
    }
    return { done: await work(tx, user) }
  })
  if ('done' in outcome) return outcome.done
  throw outcome.wrong === 'locked' ? new Refusal('factor_locked') : wrongCode(outcome.wrong)
}

/** A proof by a passkey ends with the user's last one. */
function withPasskey<T>(deps: Deps, userId: string, work: (tx: Tx, user: User) => Promise<T>): Promise<T> {
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, userId)
    if (user.status === 'blocked') throw new Refusal('blocked')
    if ((await listPasskeyRows(tx, userId)).length === 0)
      throw invalid({ password: fault('type_own_password') })
    return work(tx, user)
  })
}
