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
    recoveryCodesLeft: await countRecoveryCodes(deps.reader, userId),
  }
}
