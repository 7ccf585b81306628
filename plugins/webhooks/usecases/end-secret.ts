import { type EventContext, Refusal } from '#gatepost'
import { configurationEvent } from '../events.ts'
import { lockEndpoint, touchEndpoint } from '../repositories/endpoints.ts'
import { expireSecret, secretsOf } from '../repositories/secrets.ts'
import type { Deps } from './deps.ts'

/**
 * Ends an old secret before its overlap is over: from now on it does not sign along. Throws `conflict` for the
 * current one, which only a rotation replaces, and `not_found`.
 */
export async function endSecret(
  deps: Deps,
  id: string,
  secretId: string,
  context: EventContext,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    const endpoint = await lockEndpoint(tx, deps.db.dialect, deps.keyring, id)
    const secrets = endpoint ? await secretsOf(tx, deps.keyring, [endpoint.num]) : []
    const secret = secrets.find((one) => one.id === secretId)
    if (!endpoint || !secret) throw new Refusal('not_found')
    if (secret.expiresAt === null)
      throw new Refusal('conflict', { message: 'This secret signs every message. Rotate it instead.' })
    if (secret.expiresAt <= now) return
    await expireSecret(tx, secret.id, now)
    await touchEndpoint(tx, endpoint.num, now)
    const ends = (at: number) => new Date(at).toISOString()
    const changes = { oldSecretEnds: { from: ends(secret.expiresAt), to: ends(now) } }
    await deps.announce(tx, configurationEvent('updated', endpoint, changes, context))
  })
}
