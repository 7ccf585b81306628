import type { ApiScope } from '../domain/api-key.ts'
import { findLiveKeyById } from '../repositories/api-keys.ts'
import { openListeners } from '../repositories/listeners.ts'
import type { Deps } from './deps.ts'

/** Until when this key opens what the scope names, and its listener, if one is named, is open; undefined when not. */
export async function keyOpens(
  deps: Deps,
  keyId: string,
  scope: ApiScope,
  listenerId: string | undefined,
): Promise<number | undefined> {
  const now = deps.clock.now()
  const key = await findLiveKeyById(deps.reader, keyId, now)
  if (!key?.scopes.includes(scope)) return undefined
  const ends = key.expiresAt ?? Number.POSITIVE_INFINITY
  if (listenerId === undefined) return ends
  const listener = (await openListeners(deps.reader, keyId, now)).find(({ id }) => id === listenerId)
  return listener && Math.min(ends, listener.expiresAt)
}
