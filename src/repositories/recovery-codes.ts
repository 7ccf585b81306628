import type { Read, Tx } from '../db/database.ts'

/** Puts new codes (their MACs) in the place of all the user had. */
export async function replaceRecoveryCodes(tx: Tx, userId: string, macs: readonly string[]): Promise<void> {
  await deleteRecoveryCodes(tx, userId)
  await tx('recovery_codes').insert(macs.map((mac) => ({ user_id: userId, mac })))
}

/** Spends a code by one conditional update: of two at once, one gets true. */
export async function spendRecoveryCode(tx: Tx, userId: string, mac: string, now: number): Promise<boolean> {
  const changed = await tx('recovery_codes')
    .where({ user_id: userId, mac })
    .whereNull('used_at')
    .update({ used_at: now })
  return changed === 1
}

export async function countRecoveryCodes(read: Read, userId: string): Promise<number> {
  const row = await read('recovery_codes')
    .where({ user_id: userId })
    .whereNull('used_at')
    .count({ count: '*' })
    .first()
  return Number(row?.count ?? 0)
}

export async function deleteRecoveryCodes(tx: Tx, userId: string): Promise<void> {
  await tx('recovery_codes').where({ user_id: userId }).delete()
}
