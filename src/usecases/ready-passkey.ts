import { Refusal } from '../domain/errors.ts'
import { fault } from '../domain/faults.ts'
import type { Passkey, PasskeyProof } from '../domain/passkey.ts'
import { provenCounter, readAnswer } from '../lib/webauthn.ts'
import type { Tx } from '../repositories/connection.ts'
import { findPasskey, usePasskey } from '../repositories/passkeys.ts'
import type { Deps } from './deps.ts'
import { isOpenChallenge, spend } from './passkey-challenge.ts'

/** An answer whose signature was checked. */
export interface ReadyPasskey {
  readonly passkey: Passkey
  readonly challenge: string
  readonly counter: number
}

export interface LookedAt {
  /** Whom the passkey belongs to, right or wrong. */
  readonly passkey: Passkey | undefined
  /** Undefined for a wrong answer. */
  readonly ready: ReadyPasskey | undefined
}

/**
 * The first half of a proof by passkey, outside any transaction. Refuses with `conflict` where the challenge is old or
 * was made for something else: that says nothing about who answered.
 */
export async function lookAtPasskey(deps: Deps, proof: PasskeyProof): Promise<LookedAt> {
  const answer = readAnswer(proof.answer)
  if (!answer || !isOpenChallenge(deps, proof.use, answer.challenge))
    throw new Refusal('conflict', { message: fault('passkey_old') })
  const passkey = await findPasskey(deps.reader, answer.credentialId)
  if (!passkey) return { passkey: undefined, ready: undefined }
  // A discoverable key says whose it is (WebAuthn §7.2, step 6).
  const { userHandle, challenge } = answer
  const owner = userHandle === undefined ? proof.use.purpose !== 'sign-in' : userHandle === passkey.userId
  const counter = owner ? await provenCounter(proof.site, proof.answer, challenge, passkey) : undefined
  return { passkey, ready: counter === undefined ? undefined : { passkey, challenge, counter } }
}

/** The second half, under the lock of the owner: the challenge is spent, and a counter that went back counts as wrong. */
export async function spendPasskey(deps: Deps, tx: Tx, ready: ReadyPasskey): Promise<boolean> {
  if (!(await usePasskey(tx, ready.passkey.id, ready.counter, deps.clock.now()))) return false
  return spend(deps, tx, ready.challenge)
}
