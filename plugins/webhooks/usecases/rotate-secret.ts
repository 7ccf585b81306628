import { type EventContext, invalid, Refusal } from '#gatepost'
import { configurationEvent } from '../events.ts'
import { lockEndpoint, touchEndpoint } from '../repositories/endpoints.ts'
import { newSecret, shownSecret } from '../sending/sign.ts'
import type { Deps } from './deps.ts'
import { replaceSecret } from './replace-secret.ts'

export const DEFAULT_OVERLAP_MS = 24 * 3_600_000
const LONGEST_OVERLAP_MS = 30 * DEFAULT_OVERLAP_MS

/**
 * Gives an endpoint a new secret of its scheme; the old ones sign along for `overlapMs` (0 ends them now). Answers the
 * secret, or null for a key pair, whose secret half leaves the server never.
 */
export async function rotateSecret(
  deps: Deps,
  id: string,
  overlapMs: number,
  context: EventContext,
): Promise<string | null> {
  if (!(overlapMs >= 0 && overlapMs <= LONGEST_OVERLAP_MS))
    throw invalid({ overlapSeconds: 'Give a time from 0 seconds to 30 days.' })
  return deps.db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, deps.db.dialect, deps.keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    const secret = newSecret(endpoint.signature)
    await replaceSecret(tx, deps, endpoint.num, secret, overlapMs)
    await touchEndpoint(tx, endpoint.num, deps.clock.now())
    await deps.announce(tx, configurationEvent('secret_rotated', endpoint, {}, context))
    return shownSecret(secret)
  })
}
