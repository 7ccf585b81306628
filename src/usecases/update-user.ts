import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { checkEmail, checkUsername } from '../domain/identifiers.ts'
import { publicUser, type User } from '../domain/user.ts'
import {
  type CustomFields,
  checkExternalId,
  checkProfile,
  customFieldFaults,
  PROFILE_FIELDS,
  type UserProfile,
} from '../domain/user-profile.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import { findProvenHolder, lockAddress, type UserChange, updateUserRow } from '../repositories/users.ts'
import { EMAIL_TAKEN, takenName, throwFaults } from './check-names.ts'
import { conflict } from './create-user.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'

/** Absent leaves as it is, null clears. A custom field that is null is taken away, the others stay. */
export interface UserChanges extends UserProfile {
  readonly username?: string | null | undefined
  readonly email?: string | null | undefined
  readonly externalId?: string | null | undefined
  readonly customFields?: CustomFields | undefined
}

/** Said before and after, by the name the public user gives the field; a custom field as `customFields.key`. */
type Changes = Record<string, { from: unknown; to: unknown }>

/**
 * Changes a profile and announces what changed; nothing changed, nothing announced. A person changes the own profile
 * alone and an address through `changeEmail`; a new address given by others is unproven.
 */
export async function updateUser(
  deps: Deps,
  input: { readonly userId: string; readonly changes: UserChanges },
  context: EventContext,
): Promise<User> {
  const own = context.actor.type === 'user'
  const { email, externalId, customFields, username } = input.changes
  if (own && (email !== undefined || externalId !== undefined || customFields !== undefined))
    throw new Refusal('forbidden')
  if (own && context.actor.id !== input.userId) throw new Refusal('forbidden')
  const wanted = checkChanges(input.changes)
  const refuse = own ? invalid : conflict
  try {
    return await deps.transaction(async (tx) => {
      if (wanted.email) await lockAddress(tx, deps.locks, wanted.email)
      const user = await lockedUser(deps, tx, input.userId)
      const { change, changes } = compare(user, wanted, customFields)
      if (changes.email) {
        // Whoever could move an operator's address could have the password reset, and be operator.
        if (user.role !== null && context.actor.type === 'api_key') throw new Refusal('forbidden')
        if (change.email && (await findProvenHolder(tx, change.email))) throw refuse({ email: EMAIL_TAKEN })
        await deleteTokensOfUser(tx, user.id, ['verify_email', 'reset_password', 'invitation'])
      }
      if (Object.keys(changes).length === 0) return user
      const updatedAt = deps.clock.now()
      const updated: User = { ...user, ...change, updatedAt }
      if (!updated.username && !updated.email)
        throw invalid({
          [username === null ? 'username' : 'email']: 'A user keeps a username or an address.',
        })
      await updateUserRow(tx, user.id, { ...change, updatedAt })
      await deps.announce(tx, userEvent('user.updated', publicUser(updated), { changes }, context))
      return updated
    })
  } catch (error) {
    throw takenName(deps, error, refuse) ?? error
  }
}

function checkChanges(given: UserChanges): UserChange {
  const faults: Record<string, string> = {}
  const wanted: { -readonly [F in keyof UserChange]: UserChange[F] } = {
    ...defined(checkProfile(given, faults)),
  }
  if (given.username === null || given.username?.trim() === '') {
    wanted.username = null
    wanted.usernameKey = null
  } else if (given.username !== undefined) {
    const checked = checkUsername(given.username)
    if ('fault' in checked) faults.username = checked.fault
    else {
      wanted.username = checked.value.username
      wanted.usernameKey = checked.value.key
    }
  }
  if (given.email === null) wanted.email = null
  else if (given.email !== undefined) {
    const checked = checkEmail(given.email)
    if ('fault' in checked) faults.email = checked.fault
    else wanted.email = checked.value
  }
  if (given.externalId === null) wanted.externalId = null
  else if (given.externalId !== undefined) {
    const checked = checkExternalId(given.externalId)
    if ('fault' in checked) faults.externalId = checked.fault
    else wanted.externalId = checked.value
  }
  Object.assign(faults, customFieldFaults(given.customFields ?? {}))
  throwFaults(faults)
  return wanted
}

function defined(profile: UserProfile): UserChange {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined))
}

const COMPARED = [...PROFILE_FIELDS, 'username', 'email', 'externalId'] as const

function compare(
  user: User,
  wanted: UserChange,
  customFields: CustomFields = {},
): { change: UserChange; changes: Changes } {
  const changes: Changes = {}
  for (const field of COMPARED) {
    const to = wanted[field]
    if (to !== undefined && to !== user[field]) changes[field] = { from: user[field], to }
  }
  const fields: Record<string, CustomFields[string]> = { ...user.customFields }
  for (const [key, to] of Object.entries(customFields)) {
    const from = Object.hasOwn(fields, key) ? (fields[key] ?? null) : null
    if (from === to) continue
    changes[`customFields.${key}`] = { from, to }
    if (to === null) delete fields[key]
    else fields[key] = to
  }
  if (changes.email && user.emailVerified) changes.emailVerified = { from: true, to: false }
  return {
    change: { ...wanted, customFields: fields, ...(changes.email ? { emailVerified: false } : {}) },
    changes,
  }
}
