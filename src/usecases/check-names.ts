import { type FieldFaults, invalid, type Refusal } from '../domain/errors.ts'
import { type Faults, fault } from '../domain/faults.ts'
import { checkEmail, checkUsername, type Username } from '../domain/identifiers.ts'
import type { Deps } from './deps.ts'

/** How a person is to be known here, checked. */
export interface Names {
  readonly username: Username | undefined
  readonly email: string | undefined
}

/** Checks a username and an address, empty ones counting as absent; one of them is needed. */
export function checkNames(
  given: { readonly username?: string | null | undefined; readonly email?: string | null | undefined },
  faults: Faults,
): Names {
  const username = given.username?.trim() ? checkUsername(given.username) : undefined
  const email = given.email?.trim() ? checkEmail(given.email) : undefined
  if (!username && !email) faults.username = fault('names_missing')
  if (username && 'fault' in username) faults.username = username.fault
  if (email && 'fault' in email) faults.email = email.fault
  return {
    username: username && 'value' in username ? username.value : undefined,
    email: email && 'value' in email ? email.value : undefined,
  }
}

export function throwFaults(faults: FieldFaults): void {
  if (Object.keys(faults).length > 0) throw invalid(faults)
}

/** The words for a name that is taken, or undefined when the error is about something else. */
export function takenName(deps: Deps, error: unknown, refuse: (fields: FieldFaults) => Refusal) {
  if (deps.locks.isUniqueViolation(error, 'username_key')) return refuse({ username: USERNAME_TAKEN })
  if (deps.locks.isUniqueViolation(error, 'external_id')) return refuse({ externalId: EXTERNAL_ID_TAKEN })
  return undefined
}

export const USERNAME_TAKEN = fault('username_taken')
export const EMAIL_TAKEN = fault('email_taken')
export const EXTERNAL_ID_TAKEN = 'Another user has this external id.'
