import { type EventContext, headPosition, Refusal } from '#gatepost'
import { lockLanes } from '../delivery/locks.ts'
import { configurationEvent } from '../events.ts'
import { endVersion } from '../repositories/endpoint-versions.ts'
import { entombEndpoint, lockEndpoint, type StoredEndpoint } from '../repositories/endpoints.ts'
import { expireSecrets } from '../repositories/secrets.ts'
import type { Deps } from './deps.ts'

/**
 * Deletes an endpoint. It is owed nothing more; the sweep ends what waits as `skipped(endpoint_deleted)`, and a
 * tombstone stays, so that what was owed can still be proven. Throws `not_found`.
 */
export async function deleteEndpoint(
  deps: Deps,
  id: string,
  context: EventContext,
  unchanged?: (present: StoredEndpoint) => void,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await lockLanes(tx, deps.db.dialect)
    const endpoint = await lockEndpoint(tx, deps.db.dialect, deps.keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    unchanged?.(endpoint)
    await entombEndpoint(tx, endpoint.num, now)
    await endVersion(tx, endpoint.num, await headPosition(tx))
    await expireSecrets(tx, endpoint.num, now)
    await deps.announce(tx, configurationEvent('deleted', { ...endpoint, enabled: false }, {}, context))
  })
  deps.wake()
}
