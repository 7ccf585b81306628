import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import type { FactorProof } from '../domain/factor.ts'
import { fault } from '../domain/faults.ts'
import type { User } from '../domain/user.ts'
import { actingAs } from './acting-as.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'
import { readyProof, spendProof } from './prove-factor.ts'

export interface SecondFactor {
  readonly user: User
  readonly method: FactorProof['kind']
  /** Recovery codes left, when one was spent. */
  readonly remaining: number | null
}

/**
 * Proves a second factor, at sign-in or once more later. Each code counts once, also when it comes many times at
 * once. Refuses with `wrong_code` (announced), `factor_locked`, `blocked`, `conflict`
 * (an old challenge of a passkey), or what a hook says.
 */
export async function verifySecondFactor(
  deps: Deps,
  input: FactorProof & { readonly userId: string },
  context: EventContext,
): Promise<SecondFactor> {
  const as = actingAs(context, input.userId)
  await deps.before('user.verify_factor', { userId: input.userId, kind: input.kind }, as)
  const proof = await readyProof(deps, input.userId, input)
  const { user, outcome } = await deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    if (user.status === 'blocked') throw new Refusal('blocked')
    return { user, outcome: await spendProof(deps, tx, user, proof, as) }
  })
  if (outcome.locked) throw new Refusal('factor_locked')
  if (!outcome.right) throw wrongCode(input.kind)
  return { user, method: input.kind, remaining: outcome.remaining }
}

export function wrongCode(kind: FactorProof['kind']): Refusal {
  if (kind === 'passkey') return new Refusal('wrong_code', { message: fault('passkey_wrong') })
  const message = fault(kind === 'totp' ? 'code_wrong' : 'recovery_wrong')
  return new Refusal('wrong_code', { message, fields: { code: message } })
}
