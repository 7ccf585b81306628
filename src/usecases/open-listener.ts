import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { LISTENERS_PER_KEY, type Listener } from '../domain/listener.ts'
import { insertListener, openListeners } from '../repositories/listeners.ts'
import type { Deps } from './deps.ts'

/**
 * Opens a listener for `seconds`, and leaves a record of it. Refuses with `too_many` when the key has as many open ones
 * as it may.
 */
export async function openListener(
  deps: Deps,
  input: { readonly keyId: string; readonly forwardTo: string | null; readonly seconds: number },
  context: EventContext,
): Promise<Listener> {
  const now = deps.clock.now()
  const listener: Listener = {
    id: deps.id('lsn'),
    keyId: input.keyId,
    forwardTo: input.forwardTo,
    openedAt: now,
    expiresAt: now + input.seconds * 1000,
    closedAt: null,
  }
  await deps.transaction(async (tx) => {
    await insertListener(tx, listener)
    if ((await openListeners(tx, input.keyId, now)).length > LISTENERS_PER_KEY)
      throw new Refusal('too_many', {
        message: `This key has ${LISTENERS_PER_KEY} open listeners. Close one, or wait until one ends.`,
      })
    const { id, keyId, forwardTo } = listener
    const expiresAt = new Date(listener.expiresAt).toISOString()
    await deps.announce(
      tx,
      serverEvent('listener.opened', null, { listener: { id, keyId, forwardTo, expiresAt } }, context),
    )
  })
  return listener
}
