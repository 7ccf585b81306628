import { CHALLENGE_LIFE_MS, type ChallengeUse } from '../domain/passkey.ts'
import { challengeEnd, makeChallenge } from '../lib/passkey-challenge.ts'
import { hashToken } from '../lib/secrets.ts'
import { type RelyingParty, requestOptions } from '../lib/webauthn.ts'
import type { Tx } from '../repositories/connection.ts'
import { listPasskeyRows, spendChallenge } from '../repositories/passkeys.ts'
import type { Deps } from './deps.ts'

const useText = ({ purpose, binding }: ChallengeUse): string => `${purpose}:${binding}`

export function newChallenge(deps: Deps, use: ChallengeUse): string {
  return makeChallenge(deps.keyring, useText(use), deps.clock.now() + CHALLENGE_LIFE_MS)
}

/** Whether a challenge was made here for this use and has not ended. Says nothing about whether it was spent. */
export function isOpenChallenge(deps: Deps, use: ChallengeUse, challenge: string): boolean {
  const end = challengeEnd(deps.keyring, useText(use), challenge)
  return end !== undefined && end > deps.clock.now()
}

/** Uses an open challenge up, under the lock of its user; false for the second answer to it. */
export function spend(deps: Deps, tx: Tx, challenge: string): Promise<boolean> {
  return spendChallenge(tx, hashToken(challenge), deps.clock.now() + CHALLENGE_LIFE_MS)
}

/**
 * What the browser is asked for, as JSON. Writes nothing. For a user it names that user's passkeys and answers undefined
 * where there is none; for nobody the browser offers every passkey it has for this site.
 */
export async function askForPasskey(
  deps: Deps,
  site: RelyingParty,
  use: ChallengeUse,
  userId?: string,
): Promise<string | undefined> {
  const known = userId === undefined ? [] : await listPasskeyRows(deps.reader, userId)
  if (userId !== undefined && known.length === 0) return undefined
  return requestOptions(site, known, newChallenge(deps, use))
}
