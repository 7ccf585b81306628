import type { Read, Tx } from '../db/database.ts'
import type { OneTimeToken, TokenPurpose } from '../domain/one-time-token.ts'
import { deleteSlice } from './slice.ts'

interface TokenRow {
  hash: string
  purpose: TokenPurpose
  user_id: string | null
  email: string | null
  created_at: number
  expires_at: number
}

export async function insertToken(tx: Tx, token: OneTimeToken): Promise<void> {
  await tx('one_time_tokens').insert({
    hash: token.hash,
    purpose: token.purpose,
    user_id: token.userId,
    email: token.email,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
  })
}

/** A token that would be taken now; reading it consumes nothing. */
export async function findToken(
  read: Read,
  hash: string,
  purposes: readonly TokenPurpose[],
  now: number,
): Promise<OneTimeToken | undefined> {
  const row: TokenRow | undefined = await read('one_time_tokens')
    .where({ hash })
    .whereIn('purpose', [...purposes])
    .where('expires_at', '>', now)
    .first('*')
  return row && toToken(row)
}

/** Spends a token by one conditional delete: of two at once, one gets true. */
export async function consumeToken(tx: Tx, hash: string, now: number): Promise<boolean> {
  return (await tx('one_time_tokens').where({ hash }).where('expires_at', '>', now).delete()) === 1
}

/** Ends a user's links of these purposes: a newer one replaces them, or their ground is gone. */
export async function deleteTokensOfUser(
  tx: Tx,
  userId: string,
  purposes: readonly TokenPurpose[],
): Promise<void> {
  await tx('one_time_tokens')
    .where({ user_id: userId })
    .whereIn('purpose', [...purposes])
    .delete()
}

/** Ends every link that would prove the address for somebody else than `userId`. */
export async function deleteRivalTokens(tx: Tx, email: string, userId: string): Promise<void> {
  await tx('one_time_tokens').where({ email }).whereNot({ user_id: userId }).delete()
}

export async function deleteTokensFor(tx: Tx, purpose: TokenPurpose): Promise<void> {
  await tx('one_time_tokens').where({ purpose }).delete()
}

export async function sweepTokens(tx: Tx, now: number, limit: number): Promise<number> {
  return deleteSlice(tx, 'one_time_tokens', 'hash', (query) => query.where('expires_at', '<=', now), limit)
}

function toToken(row: TokenRow): OneTimeToken {
  return {
    hash: row.hash,
    purpose: row.purpose,
    userId: row.user_id,
    email: row.email,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
