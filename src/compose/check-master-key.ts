import type { Database } from '../db/database.ts'
import { StartError } from '../domain/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Keyring } from '../lib/secrets.ts'
import { claimMasterKey } from '../repositories/site-settings.ts'

/**
 * Throws a `StartError` when this is not the key that seals the database. A node with a key of its own would look
 * well, and open neither a webhook's secret nor anybody's second factor.
 */
export async function checkMasterKey(db: Database, keyring: Keyring, clock: Clock): Promise<void> {
  const { keyId } = keyring
  const sealing = await db.transaction((tx) => claimMasterKey(tx, keyId, clock.now()))
  if (sealing !== keyId)
    throw new StartError(
      `The secrets in this database are sealed under another master key (${sealing}; this one is ${keyId}). Give every node the same GATEPOST_MASTER_KEY, or put back the master.key that belongs to the database.`,
    )
}
