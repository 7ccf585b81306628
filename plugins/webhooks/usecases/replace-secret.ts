import type { Tx } from '#gatepost'
import { expireSecrets, insertSecret } from '../repositories/secrets.ts'
import type { Deps } from './deps.ts'

/** A new secret signs from now on; the old ones sign along for `overlapMs`, and none longer than it already would. */
export async function replaceSecret(
  tx: Tx,
  { clock, keyring, id }: Pick<Deps, 'clock' | 'keyring' | 'id'>,
  endpoint: number,
  secret: string,
  overlapMs: number,
): Promise<void> {
  const now = clock.now()
  await expireSecrets(tx, endpoint, now + overlapMs)
  await insertSecret(tx, keyring, { id: id('sec'), endpoint, secret, createdAt: now })
}
