import { type ApiKey, KEY_TOUCH_MS } from '../domain/api-key.ts'
import { findLiveAccessKey, touchKeyRow } from '../repositories/api-keys.ts'
import type { Deps } from './deps.ts'

/**
 * The access key of this id where `fits` says of its secret that it signed the request; undefined for an unknown,
 * revoked or expired one, and for a secret that does not fit. Its use is noted at most once a minute.
 */
export async function authenticateAccessKey(
  deps: Deps,
  id: string,
  fits: (secret: string) => boolean,
): Promise<ApiKey | undefined> {
  const now = deps.clock.now()
  const found = await findLiveAccessKey(deps.reader, id, now)
  if (!found || !fits(deps.keyring.open('access-key', found.sealed, id))) return undefined
  const { key } = found
  if ((key.lastUsedAt ?? 0) <= now - KEY_TOUCH_MS)
    await deps.transaction((tx) => touchKeyRow(tx, key.id, now, now - KEY_TOUCH_MS))
  return key
}
