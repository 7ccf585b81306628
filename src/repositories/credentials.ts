import type { Read, Tx } from '../db/database.ts'

/** A user's password as kept. `changedAt` names the version of it. */
export interface Credential {
  readonly passwordHash: string
  readonly changedAt: number
}

export async function findCredential(read: Read, userId: string): Promise<Credential | undefined> {
  const row: { password_hash: string; changed_at: number } | undefined = await read('credentials')
    .where({ user_id: userId })
    .first('password_hash', 'changed_at')
  return row && { passwordHash: row.password_hash, changedAt: row.changed_at }
}

/**
 * Sets the user's password and answers its version: `now`, or one more than the version before where the clock has
 * not moved on, so that two passwords never share a version.
 */
export async function saveCredential(
  tx: Tx,
  userId: string,
  passwordHash: string,
  now: number,
): Promise<number> {
  const before = await findCredential(tx, userId)
  const changedAt = before ? Math.max(now, before.changedAt + 1) : now
  await tx('credentials')
    .insert({ user_id: userId, password_hash: passwordHash, changed_at: changedAt })
    .onConflict('user_id')
    .merge()
  return changedAt
}

/** Puts another hash of the same password in the place of `from`, unless that is no longer there. */
export async function replaceHash(tx: Tx, userId: string, from: string, to: string): Promise<void> {
  await tx('credentials').where({ user_id: userId, password_hash: from }).update({ password_hash: to })
}
