import { type EventContext, Refusal } from '#gatepost'
import { pingEvent } from '../events.ts'
import { lockEndpoint } from '../repositories/endpoints.ts'
import type { Deps } from './deps.ts'

/** Sends a `ping` the way of every event, addressed to this endpoint alone. Throws `conflict` while it is off. */
export async function sendTest(deps: Deps, id: string, context: EventContext): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, deps.db.dialect, deps.keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    if (!endpoint.enabled)
      throw new Refusal('conflict', { message: 'This endpoint is off. Switch it on, then send the test.' })
    await deps.announce(tx, pingEvent(endpoint, context))
  })
}
