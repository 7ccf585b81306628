import type { ApiKey } from '../domain/api-key.ts'
import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { revokeKeyRow } from '../repositories/api-keys.ts'
import type { Deps } from './deps.ts'
import { refusePersons } from './refuse-persons.ts'

/** Ends a key at once. Refuses with `not_found` when there is none that lives. */
export async function revokeApiKey(
  deps: Deps,
  input: { readonly keyId: string },
  context: EventContext,
): Promise<ApiKey> {
  refusePersons(context)
  return deps.transaction(async (tx) => {
    const key = await revokeKeyRow(tx, input.keyId, deps.clock.now())
    if (!key) throw new Refusal('not_found')
    const about = { id: key.id, name: key.name }
    await deps.announce(tx, serverEvent('api_key.revoked', null, { key: about }, context))
    return key
  })
}
