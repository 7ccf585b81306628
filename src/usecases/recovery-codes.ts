import { randomBytes } from 'node:crypto'
import { formatRecoveryCode, RECOVERY_CODE_COUNT } from '../domain/factor.ts'
import type { Tx } from '../repositories/connection.ts'
import { replaceRecoveryCodes } from '../repositories/recovery-codes.ts'
import type { Deps } from './deps.ts'
import { recoveryCodeMac } from './prove-factor.ts'

/** Ten codes of 80 random bits; shown once. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODE_COUNT }, () => formatRecoveryCode(randomBytes(10)))
}

/** Keeps the codes, as MACs under a key of the master key, in the place of all the user had. */
export async function giveRecoveryCodes(
  deps: Deps,
  tx: Tx,
  userId: string,
  codes: readonly string[],
): Promise<void> {
  await replaceRecoveryCodes(
    tx,
    userId,
    codes.map((code) => recoveryCodeMac(deps, userId, code)),
  )
}
