import { ACCESS_KEY_SCOPES, type ApiKey } from '../domain/api-key.ts'
import type { EventContext } from '../domain/event.ts'
import { randomToken } from '../lib/secrets.ts'
import { insertAccessKey } from '../repositories/api-keys.ts'
import { announceKey, newKey } from './create-api-key.ts'
import type { Deps } from './deps.ts'

/**
 * Makes a pair for the GenAuth API: the id goes with each request, and the secret signs it. `secret` is shown this once
 * and kept sealed. It opens the calls about webhooks and nothing else. Refuses with `invalid` (name, expiresAt), and with
 * `forbidden` for a key that makes keys.
 */
export async function createAccessKey(
  deps: Deps,
  input: {
    readonly name: string
    /** UTC epoch milliseconds. */
    readonly expiresAt?: number | null | undefined
  },
  context: EventContext,
): Promise<{ key: ApiKey; secret: string }> {
  const key = newKey(deps, 'access', { ...input, scopes: ACCESS_KEY_SCOPES }, context)
  const secret = randomToken()
  const sealed = deps.keyring.seal('access-key', secret, key.id)
  await deps.transaction(async (tx) => {
    await insertAccessKey(tx, key, sealed)
    await announceKey(deps, tx, key, context)
  })
  return { key, secret }
}
