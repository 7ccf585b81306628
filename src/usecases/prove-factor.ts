import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { type FactorProof, isLocked, normalizeRecoveryCode } from '../domain/factor.ts'
import { publicUser, type User } from '../domain/user.ts'
import { matchingStep } from '../lib/totp.ts'
import type { Tx } from '../repositories/connection.ts'
import { countWrongCode, findTotp, forgetWrongCodes, useStep } from '../repositories/factors.ts'
import { countRecoveryCodes, spendRecoveryCode } from '../repositories/recovery-codes.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { lookAtPasskey, type ReadyPasskey, spendPasskey } from './ready-passkey.ts'

/** A proof with its cryptography done, so that the transaction has one conditional update left to make. */
export type ReadyProof =
  | { readonly kind: 'totp'; readonly factorId: string; readonly step: number }
  | { readonly kind: 'recovery_code'; readonly mac: string }
  | { readonly kind: 'passkey'; readonly ready: ReadyPasskey }
  | { readonly kind: FactorProof['kind']; readonly wrong: true }

export interface FactorOutcome {
  readonly right: boolean
  /** Whether the app takes no code any more, right or wrong; the code was not looked at. */
  readonly locked: boolean
  /** Recovery codes left, after one was spent. */
  readonly remaining: number | null
}

/** The first half of a proof, outside any transaction. */
export async function readyProof(deps: Deps, userId: string, proof: FactorProof): Promise<ReadyProof> {
  if (proof.kind === 'passkey') {
    const { ready } = await lookAtPasskey(deps, proof)
    return ready?.passkey.userId === userId ? { kind: 'passkey', ready } : { kind: 'passkey', wrong: true }
  }
  if (proof.kind === 'recovery_code')
    return { kind: 'recovery_code', mac: recoveryCodeMac(deps, userId, proof.code) }
  const factor = await findTotp(deps.reader, userId)
  if (!factor || factor.confirmedAt === null) return { kind: 'totp', wrong: true }
  const secret = deps.keyring.open('totp', factor.secret, factor.id)
  const step = await matchingStep(secret, proof.code, deps.clock.now())
  return step === undefined ? { kind: 'totp', wrong: true } : { kind: 'totp', factorId: factor.id, step }
}

/**
 * The second half: uses the code up for a locked user, and announces whether it was right. A code of an app that takes
 * none any more is no fact about the factor.
 */
export async function spendProof(
  deps: Deps,
  tx: Tx,
  user: User,
  proof: ReadyProof,
  context: EventContext,
): Promise<FactorOutcome> {
  const about = publicUser(user)
  const app = proof.kind === 'totp' ? await findTotp(tx, user.id) : undefined
  if (isLocked(app)) return { right: false, locked: true, remaining: null }
  const right = await useUp(deps, tx, user, proof)
  if (right) await forgetWrongCodes(tx, user.id)
  else if (app) {
    await countWrongCode(tx, user.id)
    if (isLocked({ ...app, wrongInRow: app.wrongInRow + 1 })) await tellUser(deps, tx, 'app_locked', user)
  }
  await deps.announce(
    tx,
    userEvent(right ? 'user.mfa.verified' : 'user.mfa.failed', about, { factor: proof.kind }, context),
  )
  if (!right || proof.kind !== 'recovery_code') return { right, locked: false, remaining: null }
  const remaining = await countRecoveryCodes(tx, user.id)
  await deps.announce(tx, userEvent('user.mfa.recovery_code_used', about, { remaining }, context))
  return { right, locked: false, remaining }
}

async function useUp(deps: Deps, tx: Tx, user: User, proof: ReadyProof): Promise<boolean> {
  if ('wrong' in proof) return false
  if (proof.kind === 'passkey') return spendPasskey(deps, tx, proof.ready)
  return proof.kind === 'totp'
    ? useStep(tx, proof.factorId, proof.step)
    : spendRecoveryCode(tx, user.id, proof.mac, deps.clock.now())
}

/** How a recovery code is kept. */
export function recoveryCodeMac(deps: Deps, userId: string, code: string): string {
  return deps.keyring.mac('recovery-code', `${userId}:${normalizeRecoveryCode(code)}`)
}
