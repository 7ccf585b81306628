import { givenFieldFaults, missingFieldFaults, splitFields } from '../domain/custom-field.ts'
import { type FieldFaults, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { type Faults, faultText } from '../domain/faults.ts'
import { normalizePassword } from '../domain/password.ts'
import { publicUser, type User } from '../domain/user.ts'
import { type CustomFields, checkExternalId, checkProfile, type UserProfile } from '../domain/user-profile.ts'
import { saveCredential } from '../repositories/credentials.ts'
import { findFieldDefinitions } from '../repositories/custom-fields.ts'
import { findProvenHolder, insertUser, lockAddress } from '../repositories/users.ts'
import { checkNames, EMAIL_TAKEN, takenName, throwFaults } from './check-names.ts'
import type { Deps } from './deps.ts'
import { mailInvitation } from './invite-again.ts'
import { newPasswordFault } from './judge-password.ts'
import { newUser } from './new-user.ts'

export interface CreateUserInput extends UserProfile {
  readonly method: 'operator' | 'api' | 'import'
  readonly username?: string | null | undefined
  readonly email?: string | null | undefined
  readonly password?: string | null | undefined
  readonly externalId?: string | null | undefined
  readonly customFields?: CustomFields | null | undefined
}

/**
 * Somebody who may makes an account for a person. Without a password the user is `invited`, and where there is an
 * address an invitation goes out. Refuses with `invalid`, and with `conflict` (and the field) where a name, an
 * external id or a proven address is taken.
 */
export async function createUser(deps: Deps, input: CreateUserInput, context: EventContext): Promise<User> {
  const faults: Faults = {}
  const { username, email } = checkNames(input, faults)
  const profile = checkProfile(input, faults)
  const definitions = await findFieldDefinitions(deps.reader)
  const fields = input.customFields ?? {}
  Object.assign(faults, missingFieldFaults(fields, definitions), givenFieldFaults(fields, definitions))
  const externalId = input.externalId == null ? undefined : checkExternalId(input.externalId)
  if (externalId && 'fault' in externalId) faults.externalId = externalId.fault
  const password = input.password ?? undefined
  const weak = password === undefined ? undefined : await newPasswordFault(deps, password, input)
  if (weak) faults.password = weak
  throwFaults(faults)

  const passwordHash =
    password === undefined ? undefined : await deps.hasher.hash(normalizePassword(password))
  const user = newUser(deps, {
    username,
    email,
    profile,
    ...splitFields(fields, definitions),
    externalId: externalId && 'value' in externalId ? externalId.value : undefined,
    status: passwordHash === undefined ? 'invited' : 'active',
  })
  const about = publicUser(user)
  try {
    await deps.transaction(async (tx) => {
      if (email !== undefined) {
        await lockAddress(tx, deps.locks, email)
        if (await findProvenHolder(tx, email)) throw conflict({ email: EMAIL_TAKEN })
      }
      await insertUser(tx, user)
      if (passwordHash !== undefined) await saveCredential(tx, user.id, passwordHash, user.createdAt)
      const invited = user.status === 'invited'
      if (invited && email !== undefined) await mailInvitation(deps, tx, user, email)
      await deps.announce(
        tx,
        userEvent('user.registered', about, { method: input.method }, context),
        ...(invited ? [userEvent('user.invited', about, {}, context)] : []),
      )
    })
  } catch (error) {
    throw takenName(deps, error, conflict) ?? error
  }
  return user
}

/** A name that somebody else has, said to a program or an operator. */
export function conflict(fields: FieldFaults): Refusal {
  return new Refusal('conflict', { fields, message: Object.values(fields).map(faultText).join(' ') })
}
