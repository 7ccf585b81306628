import { type EventContext, invalid, Refusal } from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import { repairEvent } from '../events.ts'
import { isAtOrigin } from '../repair/repair.ts'
import { lockEndpoint } from '../repositories/endpoints.ts'
import { insertRepair } from '../repositories/repairs.ts'
import type { Deps } from './deps.ts'

/**
 * Begins a comparison with a receiver. With a URL the job asks there what the receiver has; it lies at the webhook's own
 * address, since the questions are signed and carry its headers. Answers the repair's number. Throws `invalid` (url) and
 * `not_found`.
 */
export async function startRepair(
  deps: Deps,
  endpointId: string,
  url: string | null,
  context: EventContext,
): Promise<number> {
  const { db } = deps
  return db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, db.dialect, deps.keyring, endpointId)
    if (!endpoint) throw new Refusal('not_found')
    if (url !== null) {
      const refused = deps.installation().checkUrl(url)
      if (refused) throw invalid({ url: refused })
      if (!isAtOrigin(url, endpoint.url)) {
        const { origin } = new URL(endpoint.url)
        throw invalid({ url: `This lies elsewhere than the webhook. Its address begins with ${origin}.` })
      }
    }
    const id = await insertRepair(tx, endpoint.num, url, deps.clock.now())
    await deps.announce(tx, repairEvent(endpoint, publicId('rep', id), url, context))
    return id
  })
}
