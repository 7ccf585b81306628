import { type EventContext, headPosition, Refusal } from '#gatepost'
import { freshRuntime } from '../delivery/breaker.ts'
import { lockLanes, shareLanes } from '../delivery/locks.ts'
import { configurationEvent } from '../events.ts'
import { stopOpenRows } from '../replay/stop-open-rows.ts'
import { beginVersion } from '../repositories/endpoint-versions.ts'
import { findEndpoint, lockEndpoint, setEnabled } from '../repositories/endpoints.ts'
import { skipParked } from '../repositories/parked.ts'
import { RESENT, restoreRows } from '../repositories/replay-rows.ts'
import { lockReplay, openReplays } from '../repositories/replays.ts'
import { makeDue } from '../repositories/results.ts'
import { lockRuntimes, writeRuntimes } from '../repositories/runtime.ts'
import type { Deps } from './deps.ts'

/** Rows written in one transaction: a few milliseconds. */
const SLICE = 1000

/**
 * Switches an endpoint on, with a closed breaker. `skip` ends what is parked here as `skipped(disabled)`, slice by
 * slice while it is still off, and the last slice commits with the switch: whatever ends this halfway, calling it again
 * goes on. What a resend or a replay had opened has the state from before, and the replay is stopped. `send` lets all
 * of it go out, at once. On already: nothing happens.
 */
export async function enableEndpoint(
  deps: Deps,
  id: string,
  waiting: 'send' | 'skip',
  context: EventContext,
): Promise<void> {
  const { db } = deps
  if (waiting === 'skip') await giveBack(deps, id)
  let done: number | 'on already' | undefined
  do done = await switchOn(deps, id, waiting, context)
  while (done === undefined)
  if (done === 'on already') return
  const num = done
  let made: number
  do made = await db.transaction((tx) => makeDue(tx, num, deps.clock.now(), SLICE))
  while (made === SLICE)
  deps.wake()
}

/** One slice, and with the last one the switch. Answers the endpoint's number then, undefined while there is more. */
async function switchOn(
  { db, keyring, clock, announce }: Deps,
  id: string,
  waiting: 'send' | 'skip',
  context: EventContext,
): Promise<number | 'on already' | undefined> {
  return db.transaction(async (tx) => {
    await lockLanes(tx, db.dialect)
    const endpoint = await lockEndpoint(tx, db.dialect, keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    if (endpoint.enabled) return 'on already'
    if (waiting === 'skip' && (await skipParked(tx, endpoint.num, 'disabled', SLICE, clock.now())) === SLICE)
      return undefined
    await setEnabled(tx, endpoint.num, null, clock.now())
    const on = { ...endpoint, enabled: true }
    await beginVersion(tx, endpoint.num, on, await headPosition(tx))
    const runtime = (await lockRuntimes(tx, db.dialect, [endpoint.num])).get(endpoint.num)
    if (runtime) {
      const { lastSuccessAt, lastFailureAt, lastStatus } = runtime
      const fresh = { ...freshRuntime(endpoint.num), lastSuccessAt, lastFailureAt, lastStatus }
      await writeRuntimes(tx, db.dialect, [fresh])
    }
    const changes = { enabled: { from: false, to: true } }
    await announce(tx, configurationEvent('updated', on, changes, context))
    return endpoint.num
  })
}

/** What was sent once more and waits here is not skipped: it was delivered, dead or skipped before, and is so again. */
async function giveBack({ db, keyring, clock }: Deps, id: string): Promise<void> {
  const endpoint = await findEndpoint(db.reader, keyring, id)
  if (!endpoint || endpoint.enabled) return
  for (const { id: replay } of (await openReplays(db.reader)).filter((one) => one.endpoint === endpoint.num))
    await db.transaction(async (tx) => {
      const current = await lockReplay(tx, db.dialect, replay)
      if (current?.state === 'running') await stopOpenRows(tx, db.dialect, current, clock.now())
    })
  let restored: number
  do
    restored = await db.transaction(async (tx) => {
      await shareLanes(tx, db.dialect)
      const resent = { replay: RESENT, endpoint: endpoint.num, limit: SLICE }
      return (await restoreRows(tx, db.dialect, resent, clock.now())).restored
    })
  while (restored === SLICE)
}
