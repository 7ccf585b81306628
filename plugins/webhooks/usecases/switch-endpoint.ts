import { type EventContext, headPosition, type OperatorNotice, Refusal } from '#gatepost'
import { freshRuntime } from '../delivery/breaker.ts'
import { lockLanes } from '../delivery/locks.ts'
import type { DisabledReason } from '../endpoint/endpoint.ts'
import { conditionEvent, configurationEvent } from '../events.ts'
import { countWaiting, skipWaiting } from '../repositories/deliveries.ts'
import { beginVersion } from '../repositories/endpoint-versions.ts'
import { lockEndpoint, setEnabled } from '../repositories/endpoints.ts'
import { makeDue } from '../repositories/results.ts'
import { lockRuntimes, writeRuntimes } from '../repositories/runtime.ts'
import type { Deps } from './deps.ts'

/** Rows skipped in one transaction. */
const SLICE = 1000

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
      const waiting = await countWaiting(tx, endpoint.num)
      const lastStatus = runtime?.lastStatus ?? null
      await deps.announce(tx, conditionEvent('disabled', off, reason, { lastStatus }, waiting, context))
      await deps.mailOperators(tx, switchedOff(endpoint, reason, waiting))
    }
  })
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

/**
 * Switches an endpoint on, with a closed breaker. `skip` ends what was parked here as `skipped(disabled)` first,
 * in slices that hold nobody up; `send` lets it go out, at once. On already: nothing happens.
 */
export async function enableEndpoint(
  deps: Deps,
  id: string,
  waiting: 'send' | 'skip',
  context: EventContext,
): Promise<void> {
  const { db } = deps
  let from: number | undefined = waiting === 'skip' ? Number.MAX_SAFE_INTEGER : undefined
  while (from !== undefined) {
    const below: number = from
    from = await db.transaction(async (tx) => {
      await lockLanes(tx, db.dialect)
      const endpoint = await lockEndpoint(tx, db.dialect, deps.keyring, id)
      if (!endpoint) throw new Refusal('not_found')
      return endpoint.enabled
        ? undefined
        : skipWaiting(tx, endpoint.num, 'disabled', below, SLICE, deps.clock.now())
    })
  }
  let switchedOn: number | undefined
  await db.transaction(async (tx) => {
    await lockLanes(tx, db.dialect)
    const endpoint = await lockEndpoint(tx, db.dialect, deps.keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    if (endpoint.enabled) return
    await setEnabled(tx, endpoint.num, null, deps.clock.now())
    const on = { ...endpoint, enabled: true }
    await beginVersion(tx, endpoint.num, on, await headPosition(tx))
    const runtime = (await lockRuntimes(tx, db.dialect, [endpoint.num])).get(endpoint.num)
    if (runtime) {
      const { lastSuccessAt, lastFailureAt, lastStatus } = runtime
      const fresh = { ...freshRuntime(endpoint.num), lastSuccessAt, lastFailureAt, lastStatus }
      await writeRuntimes(tx, db.dialect, [fresh])
    }
    const changes = { enabled: { from: false, to: true } }
    await deps.announce(tx, configurationEvent('updated', on, changes, context))
    switchedOn = endpoint.num
  })
  if (switchedOn === undefined) return
  const num: number = switchedOn
  let made: number
  do made = await db.transaction((tx) => makeDue(tx, num, deps.clock.now(), SLICE))
  while (made === SLICE)
  deps.wake()
}
