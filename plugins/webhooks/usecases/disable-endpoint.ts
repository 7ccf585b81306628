import { type EventContext, headPosition, type OperatorNotice, Refusal } from '#gatepost'
import { lockLanes } from '../delivery/locks.ts'
import type { DisabledReason } from '../endpoint/endpoint.ts'
import { conditionEvent, configurationEvent } from '../events.ts'
import { countWaiting } from '../repositories/deliveries.ts'
import { beginVersion } from '../repositories/endpoint-versions.ts'
import { findEndpoint, lockEndpoint, setEnabled } from '../repositories/endpoints.ts'
import { lockRuntimes } from '../repositories/runtime.ts'
import type { Deps } from './deps.ts'

/**
 * Switches an endpoint off. What waits stays, parked; what comes is skipped. `gone` (it answered 410) and
 * `failing` (five days without a success) are told as `webhook.endpoint.disabled`. Off already: nothing happens.
 */
export async function disableEndpoint(
  deps: Deps,
  id: string,
  reason: DisabledReason,
  context: EventContext,
): Promise<void> {
  // For the words alone, and it may count a million: on a reader, before the transaction.
  const waiting = reason === 'operator' ? 0 : await waitingAt(deps, id)
  await deps.db.transaction(async (tx) => {
    await lockLanes(tx, deps.db.dialect)
    const endpoint = await lockEndpoint(tx, deps.db.dialect, deps.keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    if (!endpoint.enabled) return
    await setEnabled(tx, endpoint.num, reason, deps.clock.now())
    const off = { ...endpoint, enabled: false }
    await beginVersion(tx, endpoint.num, off, await headPosition(tx))
    const changes = { enabled: { from: true, to: false } }
    if (reason === 'operator') {
      await deps.announce(tx, configurationEvent('updated', off, changes, context))
    } else {
      const runtime = (await lockRuntimes(tx, deps.db.dialect, [endpoint.num])).get(endpoint.num)
      const lastStatus = runtime?.lastStatus ?? null
      await deps.announce(tx, conditionEvent('disabled', off, reason, { lastStatus }, waiting, context))
      await deps.mailOperators(tx, switchedOff(endpoint, reason, waiting))
    }
  })
}

async function waitingAt({ db, keyring }: Deps, id: string): Promise<number> {
  const endpoint = await findEndpoint(db.reader, keyring, id)
  return endpoint ? countWaiting(db.reader, endpoint.num) : 0
}

/** Mail is no event, so that it cannot come back as a delivery. */
function switchedOff(
  { id, name }: { readonly id: string; readonly name: string },
  reason: Exclude<DisabledReason, 'operator'>,
  waiting: number,
): OperatorNotice {
  const why =
    reason === 'gone'
      ? `The webhook “${name}” answered 410 Gone: its receiver wants no more events. It is switched off.`
      : `The webhook “${name}” has failed for five days without a success. It is switched off.`
  const parked = waiting === 1 ? '1 delivery waits' : `${waiting} deliveries wait`
  return {
    subject: 'A webhook was switched off',
    lines: [
      why,
      `${parked} until it is switched on again. What comes meanwhile is skipped and can be replayed later.`,
    ],
    path: `/console/webhooks/${id}`,
    action: 'Look at the webhook',
  }
}
