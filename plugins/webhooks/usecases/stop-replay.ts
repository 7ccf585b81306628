import { type EventContext, Refusal } from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import { replayStoppedEvent } from '../events.ts'
import { stopOpenRows } from '../replay/stop-open-rows.ts'
import { lockReplay } from '../repositories/replays.ts'
import type { Deps } from './deps.ts'

/**
 * Stops a replay: nothing more is opened, and what waits gets back the state that it had. A request in flight is
 * let end; the job gives back what comes of it. Throws `not_found`, and `conflict` for one that has ended.
 */
export async function stopReplay(
  deps: Deps,
  { id, endpoint }: { readonly id: number; readonly endpoint: string },
  context: EventContext,
): Promise<void> {
  const { db } = deps
  await db.transaction(async (tx) => {
    const replay = await lockReplay(tx, db.dialect, id)
    if (!replay) throw new Refusal('not_found')
    if (replay.state === 'done' || replay.state === 'stopped')
      throw new Refusal('conflict', { message: 'This replay has ended.' })
    await stopOpenRows(tx, db.dialect, replay, deps.clock.now())
    if (replay.state === 'stopping') return
    const { opened, total } = replay
    const told = { replay: publicId('rpl', id), endpoint, opened, total }
    await deps.announce(tx, replayStoppedEvent(told, context))
  })
  deps.wake()
}
