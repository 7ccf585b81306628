import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { closeListenerRow } from '../repositories/listeners.ts'
import type { Deps } from './deps.ts'

/** Closes a listener of this key before its time. Refuses with `not_found` when none of that id is open. */
export async function closeListener(
  deps: Deps,
  input: { readonly id: string; readonly keyId: string },
  context: EventContext,
): Promise<void> {
  await deps.transaction(async (tx) => {
    const closed = await closeListenerRow(tx, input.id, input.keyId, deps.clock.now())
    if (!closed) throw new Refusal('not_found')
    const { id, keyId, forwardTo } = closed
    await deps.announce(
      tx,
      serverEvent('listener.closed', null, { listener: { id, keyId, forwardTo } }, context),
    )
  })
}
