import type { Listener } from '../domain/listener.ts'
import { openListeners } from '../repositories/listeners.ts'
import type { Deps } from './deps.ts'

/** The open listeners of a key, oldest first. */
export function listListeners(deps: Deps, keyId: string): Promise<Listener[]> {
  return openListeners(deps.reader, keyId, deps.clock.now())
}
