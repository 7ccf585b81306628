import {
  type FieldDefinition,
  givenFieldFaults,
  missingFieldFaults,
  splitFields,
} from '../domain/custom-field.ts'
import { type FieldFaults, invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { type Faults, fault } from '../domain/faults.ts'
import { checkEmail, checkUsername } from '../domain/identifiers.ts'
import { publicUser, type User } from '../domain/user.ts'
import {
  type CustomFields,
  checkExternalId,
  checkProfile,
  PROFILE_FIELDS,
  type UserProfile,
} from '../domain/user-profile.ts'
import type { Unchanged } from '../domain/versions.ts'
import { findFieldDefinitions } from '../repositories/custom-fields.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import type { UserChange } from '../repositories/user-row.ts'
import { findProvenHolder, lockAddress, updateUserRow } from '../repositories/users.ts'
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
 * alone, with the custom fields that the operator leaves to people, and an address through `changeEmail`; a new
 * address given by others is unproven. The value of a private field is never said, not even that it was there.
 */
export async function updateUser(
  deps: Deps,
  input: {
    readonly userId: string
    readonly changes: UserChanges
    readonly unchanged?: Unchanged<User> | undefined
  },
  context: EventContext,
): Promise<User> {
  const own = context.actor.type === 'user'
  const { email, externalId, customFields, username } = input.changes
  const definitions = await findFieldDefinitions(deps.reader)
  if (own && (email !== undefined || externalId !== undefined || !leftToPeople(customFields, definitions)))
    throw new Refusal('forbidden')
  if (own && context.actor.id !== input.userId) throw new Refusal('forbidden')
  const wanted = checkChanges(input.changes)
  const refuse = own ? invalid : conflict
  try {
    return await deps.transaction(async (tx) => {
      if (wanted.email) await lockAddress(tx, deps.locks, wanted.email)
      const user = await lockedUser(deps, tx, input.userId)
      input.unchanged?.(user)
      const { change, changes, hidden } = compare(user, wanted, customFields, definitions)
      if (changes.email) {
        // Whoever could move an operator's address could have the password reset, and be operator.
        if (user.role !== null && context.actor.type === 'api_key') throw new Refusal('forbidden')
        if (change.email && (await findProvenHolder(tx, change.email))) throw refuse({ email: EMAIL_TAKEN })
        await deleteTokensOfUser(tx, user.id, ['verify_email', 'reset_password', 'invitation'])
      }
      if (Object.keys(changes).length === 0 && !hidden) return user
      const updatedAt = deps.clock.now()
      const updated: User = { ...user, ...change, updatedAt }
      if (!updated.username && !updated.email)
        throw invalid({
          [username === null ? 'username' : 'email']: fault('names_needed'),
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
  const faults: Faults = {}
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
  definitions: readonly FieldDefinition[] = [],
): { change: UserChange; changes: Changes; hidden: boolean } {
  const changes: Changes = {}
  for (const field of COMPARED) {
    const to = wanted[field]
    if (to !== undefined && to !== user[field]) changes[field] = { from: user[field], to }
  }
  const held: CustomFields = { ...user.privateFields, ...user.customFields }
  const next: CustomFields = { ...held, ...customFields }
  const faults: FieldFaults = {
    ...missingFieldFaults(
      next,
      definitions.filter(({ key }) => Object.hasOwn(customFields, key)),
    ),
    ...givenFieldFaults(customFields, definitions, held),
  }
  if (Object.keys(faults).length > 0) throw invalid(faults)
  const split = splitFields(next, definitions)
  for (const key of Object.keys(customFields)) {
    const from = valueAt(user.customFields, key)
    const to = valueAt(split.customFields, key)
    if (from !== to) changes[`customFields.${key}`] = { from, to }
  }
  const hidden = Object.keys(customFields).some(
    (key) => valueAt(user.privateFields, key) !== valueAt(split.privateFields, key),
  )
  if (changes.email && user.emailVerified) changes.emailVerified = { from: true, to: false }
  return {
    change: { ...wanted, ...split, ...(changes.email ? { emailVerified: false } : {}) },
    changes,
    hidden,
  }
}

const valueAt = (fields: CustomFields, key: string): CustomFields[string] =>
  Object.hasOwn(fields, key) ? (fields[key] ?? null) : null

function leftToPeople(fields: CustomFields = {}, definitions: readonly FieldDefinition[]): boolean {
  return Object.keys(fields).every((key) =>
    definitions.some((one) => one.key === key && one.editor === 'user' && !one.removed),
  )
}
