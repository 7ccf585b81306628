import { type EventContext, Refusal, type Tx } from '#gatepost'
import type { BackfillRequest } from '../backfill/backfill.ts'
import { publicId } from '../delivery/delivery.ts'
import { backfillEvent } from '../events.ts'
import { type BackfillPlan, insertBackfill } from '../repositories/backfills.ts'
import { lockEndpoint } from '../repositories/endpoints.ts'
import type { Deps } from './deps.ts'
import { isOff, planBackfill } from './plan-backfill.ts'

/**
 * Begins to send users' states: told as an event, and carried out slice by slice by the job. Answers the backfill's
 * number. Throws as `planBackfill` does, and `conflict` while another one of the endpoint runs or when it is about
 * nobody.
 */
export async function startBackfill(
  deps: Deps,
  endpointId: string,
  request: BackfillRequest,
  context: EventContext,
): Promise<number> {
  const { plan } = await planBackfill(deps, endpointId, request)
  return beginBackfill(deps, endpointId, async () => plan, context)
}

/** The same for what is planned; `planned` and `also` run in the transaction that begins it. */
export async function beginBackfill(
  deps: Deps,
  endpointId: string,
  planned: (tx: Tx) => Promise<BackfillPlan>,
  context: EventContext,
  also?: (tx: Tx, backfill: number) => Promise<void>,
): Promise<number> {
  const { db } = deps
  try {
    return await db.transaction(async (tx) => {
      const endpoint = await lockEndpoint(tx, db.dialect, deps.keyring, endpointId)
      if (!endpoint) throw new Refusal('not_found')
      if (!endpoint.enabled) throw isOff()
      const plan = await planned(tx)
      if (plan.total === 0)
        throw new Refusal('conflict', { message: 'No user fits this. Widen the time or the choice.' })
      const id = await insertBackfill(tx, plan, context, deps.clock.now())
      const users = plan.repair === null ? { ...plan.choice } : { repair: publicId('rep', plan.repair) }
      const about = { backfill: publicId('bkf', id), count: plan.total, users }
      await also?.(tx, id)
      await deps.announce(tx, backfillEvent('started', endpoint, about, context))
      return id
    })
  } catch (error) {
    if (!db.dialect.isUniqueViolation(error, 'webhooks_backfills')) throw error
    throw new Refusal('conflict', {
      message: 'A backfill of this webhook is running. Wait for its end, or stop it.',
    })
  }
}
