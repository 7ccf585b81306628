import { type ApiKey, KEY_PREFIX, KEY_TOUCH_MS } from '../domain/api-key.ts'
import { hashToken } from '../lib/secrets.ts'
import { findLiveKey, touchKeyRow } from '../repositories/api-keys.ts'
import type { Deps } from './deps.ts'

/**
 * The key that a bearer secret belongs to; undefined for an unknown, revoked or expired one. The lookup is by hash:
 * its time tells nothing about the secret. Its use is noted at most once a minute.
 */
export async function authenticateApiKey(deps: Deps, secret: string): Promise<ApiKey | undefined> {
  if (!secret.startsWith(KEY_PREFIX)) return undefined
  const now = deps.clock.now()
  const key = await findLiveKey(deps.reader, hashToken(secret), now)
  if (key && (key.lastUsedAt ?? 0) <= now - KEY_TOUCH_MS)
    await deps.transaction((tx) => touchKeyRow(tx, key.id, now, now - KEY_TOUCH_MS))
  return key
}
