import { type EventContext, Refusal } from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import { replayedEvent } from '../events.ts'
import type { ReplayRequest } from '../replay/replay.ts'
import { lockEndpoint } from '../repositories/endpoints.ts'
import { insertReplay } from '../repositories/replays.ts'
import type { Deps } from './deps.ts'
import { alreadyRunning, planReplay } from './plan-replay.ts'

/**
 * Begins to send deliveries again: told as an event with count and filter, and carried out slice by slice by the job.
 * Answers the replay's number. Throws as `planReplay` does, and `conflict` while another replay to the same endpoint
 * runs or when there is nothing to send.
 */
export async function startReplay(
  deps: Deps,
  id: string,
  request: ReplayRequest,
  context: EventContext,
): Promise<number> {
  const { db } = deps
  const { plan, source, target, preview } = await planReplay(deps, id, request)
  if (preview.count === 0)
    throw new Refusal('conflict', {
      message: 'No delivery fits this. Widen the time, the events or the choice.',
    })
  try {
    return await db.transaction(async (tx) => {
      const locked = await lockEndpoint(tx, db.dialect, deps.keyring, target.id)
      if (!locked) throw new Refusal('not_found')
      if (!locked.enabled)
        throw new Refusal('conflict', { message: 'This webhook is off. Switch it on, then replay.' })
      const replay = await insertReplay(tx, plan, preview.count, deps.clock.now())
      const filter = {
        replay: publicId('rpl', replay),
        endpoint: source.id,
        to: target.id,
        which: plan.which,
        from: iso(plan.fromAt),
        until: iso(plan.untilAt),
        types: request.types,
        ...(plan.subject === null ? {} : { user: plan.subject }),
        ...(plan.answer === null ? {} : { answer: plan.answer }),
      }
      await deps.announce(tx, replayedEvent(preview.count, filter, context))
      return replay
    })
  } catch (error) {
    if (!db.dialect.isUniqueViolation(error, 'webhooks_replays')) throw error
    throw alreadyRunning()
  }
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
