import { invalid, Refusal } from '../domain/errors.ts'
import type { EventCatalogue, EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { LISTENER_TEST } from '../domain/listener.ts'
import { sampleEvent } from '../domain/sample-event.ts'
import { openListeners } from '../repositories/listeners.ts'
import type { Deps } from './deps.ts'

/**
 * Sends a made-up event of a type to the key's open listeners, or to those named; answers their ids. What the log holds
 * is that somebody triggered it, addressed to them: no webhook gets it, no user's sequence counts it, and no endpoint's
 * secret ever signs what did not happen. Refuses with `invalid`, and with `conflict` when nobody listens.
 */
export async function triggerTest(
  deps: Deps,
  input: {
    readonly type: string
    readonly keyId: string
    readonly to?: readonly string[] | undefined
    readonly catalogue: EventCatalogue
  },
  context: EventContext,
): Promise<readonly string[]> {
  const sample = sampleEvent(input.type, input.catalogue)
  if (!sample?.data || input.type === LISTENER_TEST)
    throw invalid({ type: `No event is called ${input.type}. /api/v1/event-types lists them.` })
  const open = (await openListeners(deps.reader, input.keyId, deps.clock.now())).map(({ id }) => id)
  const unknown = input.to?.filter((id) => !open.includes(id)) ?? []
  if (unknown.length > 0)
    throw invalid({ to: `No open listener of this key is called ${unknown.join(', ')}.` })
  const target = input.to ?? open
  if (target.length === 0)
    throw new Refusal('conflict', {
      message: 'Nobody listens with this key. Start gatepost listen, then trigger again.',
    })
  const data = { type: input.type, sample: { ...sample.data } }
  await deps.transaction((tx) =>
    deps.announce(tx, { ...serverEvent(LISTENER_TEST, null, data, context), target }),
  )
  return target
}
