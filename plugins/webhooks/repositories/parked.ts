import type { Tx } from '#gatepost'
import type { SkipReason } from '../delivery/delivery.ts'
import { OPEN_IN_LANE } from './deliveries.ts'

/**
 * Ends up to `limit` held and pending deliveries of an endpoint as skipped and answers how many. Each lane goes from
 * its newest to its head, so that none is left without one between two slices. What is done leaves the index that this
 * walks: the next slice begins where this one ended, and a past of millions is never looked at. What a resend or a
 * replay has opened is not touched.
 */
export async function skipParked(
  tx: Tx,
  endpoint: number,
  reason: SkipReason,
  limit: number,
  now: number,
): Promise<number> {
  const parked = tx('webhooks_deliveries')
    .where({ endpoint })
    .whereRaw(OPEN_IN_LANE)
    .whereNot('state', 'leased')
    .orderBy([
      { column: 'lane', order: 'desc' },
      { column: 'position', order: 'desc' },
    ])
    .limit(limit)
    .select('id')
  return (
    tx('webhooks_deliveries')
      .whereIn('id', parked)
      // One that was claimed while this waited for its row is under way.
      .whereIn('state', ['held', 'pending'])
      .update({ state: 'skipped', reason, lease_until: null, due: now })
  )
}
