import { type EventContext, Refusal } from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import { backfillEvent } from '../events.ts'
import { lockBackfill, setBackfillState } from '../repositories/backfills.ts'
import { endpointsByNum } from '../repositories/endpoints.ts'
import type { Deps } from './deps.ts'

/**
 * Stops a backfill: nobody more is announced, and the job ends what waits. What is being sent at this moment is let
 * end. Throws `not_found`, and `conflict` for one that has ended.
 */
export async function stopBackfill(deps: Deps, id: number, context: EventContext): Promise<void> {
  const { db } = deps
  await db.transaction(async (tx) => {
    const backfill = await lockBackfill(tx, db.dialect, id)
    if (!backfill) throw new Refusal('not_found')
    if (backfill.state === 'done' || backfill.state === 'stopped')
      throw new Refusal('conflict', { message: 'This backfill has ended.' })
    if (backfill.state === 'stopping') return
    await setBackfillState(tx, id, 'stopping', deps.clock.now())
    const [endpoint] = await endpointsByNum(tx, deps.keyring, [backfill.endpoint])
    if (!endpoint) return
    const about = { backfill: publicId('bkf', id), count: backfill.total, users: { ...backfill.choice } }
    await deps.announce(tx, backfillEvent('stopped', endpoint, about, context))
  })
}
