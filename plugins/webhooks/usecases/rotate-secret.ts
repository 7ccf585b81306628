import { type EventContext, invalid, Refusal } from '#gatepost'
import { configurationEvent } from '../events.ts'
import { lockEndpoint, touchEndpoint } from '../repositories/endpoints.ts'
import { expireSecrets, insertSecret } from '../repositories/secrets.ts'
import { newSecret } from '../sending/sign.ts'
import type { Deps } from './deps.ts'

export const DEFAULT_OVERLAP_MS = 24 * 3_600_000
const LONGEST_OVERLAP_MS = 30 * DEFAULT_OVERLAP_MS

/** Gives an endpoint a new secret; the old ones sign along for `overlapMs` (0 ends them now). Answers the secret. */
export async function rotateSecret(
  deps: Deps,
  id: string,
  overlapMs: number,
  context: EventContext,
): Promise<string> {
  if (!(overlapMs >= 0 && overlapMs <= LONGEST_OVERLAP_MS))
    throw invalid({ overlapSeconds: 'Give a time from 0 seconds to 30 days.' })
  const secret = newSecret()
  await deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    const endpoint = await lockEndpoint(tx, deps.db.dialect, deps.keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    await expireSecrets(tx, endpoint.num, now + overlapMs)
    await insertSecret(tx, deps.keyring, {
      id: deps.id('sec'),
      endpoint: endpoint.num,
      secret,
      createdAt: now,
    })
    await touchEndpoint(tx, endpoint.num, now)
    await deps.announce(tx, configurationEvent('secret_rotated', endpoint, {}, context))
  })
  return secret
}
