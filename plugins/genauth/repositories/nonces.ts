import type { Tx } from '#gatepost'

/** Keeps a nonce of a key; false when it was seen before. */
export async function keepNonce(tx: Tx, keyId: string, nonce: string, now: number): Promise<boolean> {
  const kept: unknown[] = await tx('genauth_nonces')
    .insert({ key_id: keyId, nonce, seen_at: now })
    .onConflict(['key_id', 'nonce'])
    .ignore()
    .returning('nonce')
  return kept.length > 0
}

/** Forgets up to `limit` nonces seen before `before`; answers how many. */
export async function forgetNonces(tx: Tx, before: number, limit: number): Promise<number> {
  const old = tx('genauth_nonces').where('seen_at', '<', before).orderBy('seen_at').limit(limit)
  const times: { seen_at: number }[] = await old.select('seen_at')
  const last = times.at(-1)
  return last ? tx('genauth_nonces').where('seen_at', '<=', last.seen_at).delete() : 0
}
