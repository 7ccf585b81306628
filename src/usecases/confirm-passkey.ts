import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { fault } from '../domain/faults.ts'
import { PASSKEY_NAME_MAX, type PasskeyProof } from '../domain/passkey.ts'
import { publicUser, type User } from '../domain/user.ts'
import { newCredential, readAnswer } from '../lib/webauthn.ts'
import { findPasskey, insertPasskey } from '../repositories/passkeys.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { lockedUser } from './locked-user.ts'
import { isOpenChallenge, spend } from './passkey-challenge.ts'
import { giveRecoveryCodes, newRecoveryCodes } from './recovery-codes.ts'

/**
 * The passkey that a browser made: from now on it signs in, and proves a second factor. Answers ten recovery codes
 * where it is the first factor, none otherwise. Refuses with `invalid` (name), or `conflict` where the answer is old,
 * does not fit, or brings a key that is known.
 */
export async function confirmPasskey(
  deps: Deps,
  input: { readonly userId: string; readonly name: string; readonly proof: PasskeyProof },
  context: EventContext,
): Promise<{ recoveryCodes: readonly string[] }> {
  const name = passkeyName(input.name)
  const { answer, use, site } = input.proof
  const challenge = readAnswer(answer)?.challenge
  if (challenge === undefined || !isOpenChallenge(deps, use, challenge)) throw old()
  const credential = await newCredential(site, answer, challenge)
  if (!credential) throw new Refusal('conflict', { message: fault('passkey_unmade') })
  const codes = newRecoveryCodes()
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    if (user.status === 'blocked') throw new Refusal('blocked')
    if (await findPasskey(tx, credential.credentialId))
      throw new Refusal('conflict', { message: fault('passkey_known') })
    if (!(await spend(deps, tx, challenge))) throw old()
    const now = deps.clock.now()
    const id = deps.id('psk')
    await insertPasskey(tx, { ...credential, id, userId: user.id, name, createdAt: now, lastUsedAt: null })
    const enrolled: User = { ...user, mfaEnabled: true, updatedAt: now }
    await updateUserRow(tx, user.id, { mfaEnabled: true, updatedAt: now })
    if (!user.mfaEnabled) await giveRecoveryCodes(deps, tx, user.id, codes)
    await deps.announce(
      tx,
      userEvent('user.mfa.enrolled', publicUser(enrolled), { factor: 'passkey' }, context),
    )
    await tellUser(deps, tx, 'factor_added', enrolled)
    return { recoveryCodes: user.mfaEnabled ? [] : codes }
  })
}

/** Refuses with `invalid` (name). */
export function passkeyName(typed: string): string {
  const name = typed.normalize('NFC').trim().replace(/\s+/g, ' ')
  if (name === '') throw invalid({ name: fault('passkey_name') })
  if (name.length > PASSKEY_NAME_MAX) throw invalid({ name: fault('too_long', { max: PASSKEY_NAME_MAX }) })
  return name
}

function old(): Refusal {
  return new Refusal('conflict', { message: fault('passkey_old') })
}
