import { CLOCK_DOUBT, isLocked } from '../domain/factor.ts'
import { findCredential } from '../repositories/credentials.ts'
import { findTotp } from '../repositories/factors.ts'
import { countRecoveryCodes } from '../repositories/recovery-codes.ts'
import type { Deps } from './deps.ts'
import { getUser } from './get-user.ts'

/** How an account is protected. Times are UTC epoch milliseconds. */
export interface Security {
  readonly hasPassword: boolean
  readonly passwordChangedAt: number | null
  readonly mfaEnabled: boolean
  readonly totpSince: number | null
  readonly recoveryCodesLeft: number
  /** Whether so many codes of the app were wrong in a row that its clock may be. */
  readonly clockDoubt: boolean
  /** Whether the app takes no code any more, after too many wrong ones. */
  readonly appLocked: boolean
}

export async function readSecurity(deps: Deps, userId: string): Promise<Security> {
  const user = await getUser(deps, userId)
  const credential = await findCredential(deps.reader, userId)
  const totp = await findTotp(deps.reader, userId)
  return {
    hasPassword: credential !== undefined,
    passwordChangedAt: credential?.changedAt ?? null,
    mfaEnabled: user.mfaEnabled,
    totpSince: totp?.confirmedAt ?? null,
    clockDoubt: (totp?.wrongInRow ?? 0) >= CLOCK_DOUBT,
    appLocked: isLocked(totp),
    recoveryCodesLeft: await countRecoveryCodes(deps.reader, userId),
  }
}
