import { type EventContext, Refusal } from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import { shareLanes } from '../delivery/locks.ts'
import { replayedEvent } from '../events.ts'
import { lockDelivery, makeDueNow, reopen } from '../repositories/deliveries.ts'
import { RESENT } from '../repositories/replay-rows.ts'
import { hastenProbe } from '../repositories/runtime.ts'
import type { Deps } from './deps.ts'

/**
 * Sends one delivery again, by its integer id: an ended one is reopened outside its lane, its schedule restarted
 * and its first success kept; one that waits for a retry is made due now. Where the endpoint is failing, its next probe
 * goes at once. Throws `conflict` with the reason where it cannot be, and `not_found`.
 */
export async function resendDelivery(deps: Deps, id: number, context: EventContext): Promise<void> {
  const { db } = deps
  const endpointId = await db.transaction(async (tx) => {
    const now = deps.clock.now()
    await shareLanes(tx, db.dialect)
    const delivery = await lockDelivery(tx, db.dialect, id)
    if (!delivery) throw new Refusal('not_found')
    const refuse = (message: string) => new Refusal('conflict', { message })
    if (delivery.endpointDeleted) throw refuse('Its endpoint was deleted. Replay the event to another one.')
    if (!delivery.endpointEnabled) throw refuse('Its endpoint is off. Switch it on, then resend.')
    if (delivery.state === 'leased') throw refuse('It is being sent at this moment.')
    if (delivery.state === 'held')
      throw refuse('An older delivery of the same user is still open. This one follows when that one ends.')
    if (delivery.state === 'pending') await makeDueNow(tx, id, now)
    else await reopen(tx, id, RESENT, now)
    await deps.announce(tx, replayedEvent(1, { delivery: publicId('dlv', id) }, context))
    return delivery.endpointId
  })
  // By itself, so that it waits for nobody who records with the delivery locked.
  await db.transaction((tx) => hastenProbe(tx, endpointId, deps.clock.now()))
  deps.wake()
}
