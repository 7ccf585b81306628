import { type EventContext, Refusal } from '#gatepost'
import { configurationEvent } from '../events.ts'
import { lockEndpoint } from '../repositories/endpoints.ts'
import { secretsOf } from '../repositories/secrets.ts'
import type { Deps } from './deps.ts'

/**
 * The current signing secret, told as an event. The caller has asked for a fresh proof. Throws `conflict` for a key
 * pair: its public half is no secret, and the other half nobody else needs.
 */
export async function revealSecret(deps: Deps, id: string, context: EventContext): Promise<string> {
  return deps.db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, deps.db.dialect, deps.keyring, id)
    const [current] = endpoint ? await secretsOf(tx, deps.keyring, [endpoint.num]) : []
    if (!endpoint || !current) throw new Refusal('not_found')
    if (current.publicKey !== null)
      throw new Refusal('conflict', {
        message:
          'This webhook signs with a key pair. Its public key stands under Secrets; the other is never shown.',
      })
    if (current.secret === null)
      throw new Refusal('conflict', { message: 'This secret is sealed under another master key. Rotate it.' })
    await deps.announce(tx, configurationEvent('secret_revealed', endpoint, {}, context))
    return current.secret
  })
}
