import {
  type FieldDefinition,
  givenFieldFaults,
  missingFieldFaults,
  readFieldText,
  splitFields,
} from '../domain/custom-field.ts'
import { type Faults, fault } from '../domain/faults.ts'
import type { User } from '../domain/user.ts'
import type { ImportFormat } from '../domain/user-import.ts'
import {
  CUSTOM,
  columnFault,
  HASH_COLUMN,
  keepingFault,
  type LineFields,
  type LineValue,
  READ_OVER,
  type ReadLine,
} from '../domain/user-line.ts'
import { type CustomValue, checkExternalId, checkProfile, PROFILE_FIELDS } from '../domain/user-profile.ts'
import { checkNames } from './check-names.ts'
import type { Deps } from './deps.ts'
import { newUser } from './new-user.ts'

/** A user as one line of a file has them, not written yet. */
export interface ImportedUser {
  readonly line: number
  /** As at the moment of coming to be: the address unproven, the account open. */
  readonly user: User
  readonly passwordHash: string | undefined
  readonly emailVerified: boolean
  readonly blocked: boolean
}

export type CheckedLine = ImportedUser | { readonly line: number; readonly faults: Faults }

const STATUSES = ['active', 'invited', 'blocked'] as const
/** So many faults of one line are listed; more help nobody. */
const MOST_FAULTS = 10

/** What can be said of a line by itself; whether its names are free is another question. */
export function checkUserLine(
  deps: Deps,
  format: ImportFormat,
  read: ReadLine,
  definitions: readonly FieldDefinition[],
): CheckedLine {
  const { line } = read
  if ('fault' in read) return { line, faults: { line: read.fault } }
  const faults: Faults = shapeFaults(read.fields)
  const text = (name: string) => textOf(read.fields, name)
  const { username, email } = checkNames({ username: text('username'), email: text('email') }, faults)
  const profile = checkProfile(Object.fromEntries(PROFILE_FIELDS.map((name) => [name, text(name)])), faults)
  const externalId = text('externalId')?.trim() ? checkExternalId(text('externalId') ?? '') : undefined
  if (externalId && 'fault' in externalId) faults.externalId = externalId.fault
  const custom = customOf(read.fields, format, definitions)
  Object.assign(faults, missingFieldFaults(custom, definitions), givenFieldFaults(custom, definitions))
  const passwordHash = text(HASH_COLUMN)?.trim() || undefined
  const hashFault = passwordHash === undefined ? undefined : deps.hasher.faultOf(passwordHash)
  if (hashFault !== undefined) faults[HASH_COLUMN] = hashFault
  const emailVerified = flagOf(read.fields.emailVerified, format)
  if (emailVerified === undefined) faults.emailVerified = fault('not_a_flag')
  else if (emailVerified && email === undefined && faults.email === undefined)
    faults.emailVerified = 'There is no address that could be verified.'
  const blocked = isBlocked(text('status'), passwordHash !== undefined, faults)
  // Said once, by the more exact fault of the shape.
  if (Object.keys(faults).length > 0) {
    const listed = { ...faults, ...shapeFaults(read.fields) }
    return { line, faults: Object.fromEntries(Object.entries(listed).slice(0, MOST_FAULTS)) }
  }
  const user = newUser(deps, {
    username,
    email,
    profile,
    externalId: externalId && 'value' in externalId ? externalId.value : undefined,
    ...splitFields(custom, definitions),
    status: passwordHash === undefined ? 'invited' : 'active',
  })
  return { line, user, passwordHash, emailVerified: emailVerified === true, blocked }
}

/** Fields that are unknown, of another type, or hold what cannot be kept. */
function shapeFaults(fields: LineFields): Faults {
  const faults: Faults = {}
  for (const [name, value] of Object.entries(fields)) {
    if (isReadOver(name)) continue
    const shown = name.slice(0, 100)
    const unknown = columnFault(name)
    const lost = keepingFault(name) ?? (typeof value === 'string' ? keepingFault(value) : undefined)
    if (unknown !== undefined) faults[keepingFault(shown) ? 'line' : shown] = unknown
    else if (lost !== undefined) faults[keepingFault(shown) ? 'line' : shown] = lost
    else if (
      !name.startsWith(CUSTOM) &&
      name !== 'emailVerified' &&
      value !== null &&
      typeof value !== 'string'
    )
      faults[name] = fault('not_a_text')
  }
  return faults
}

const isReadOver = (name: string): boolean => READ_OVER.some((one) => one === name)

function textOf(fields: LineFields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** A cell is read in the type of its field; what JSON says has a type already. */
function customOf(
  fields: LineFields,
  format: ImportFormat,
  definitions: readonly FieldDefinition[],
): Record<string, CustomValue> {
  const given = Object.entries(fields).filter(([name]) => name.startsWith(CUSTOM))
  return Object.fromEntries(
    given.map(([name, value]): [string, CustomValue] => {
      const key = name.slice(CUSTOM.length)
      if (format === 'jsonl' || typeof value !== 'string') return [key, value]
      const definition = definitions.find((one) => one.key === key && !one.removed)
      return [key, readFieldText(definition?.type ?? 'text', value)]
    }),
  )
}

function flagOf(value: LineValue | undefined, format: ImportFormat): boolean | undefined {
  if (value === undefined || value === null) return false
  const read = format === 'csv' && typeof value === 'string' ? readFieldText('boolean', value) : value
  return read === null ? false : typeof read === 'boolean' ? read : undefined
}

/** Whether the account is to be shut. Otherwise whoever has a password is active, and whoever has none is invited. */
function isBlocked(given: string | undefined, hasHash: boolean, faults: Faults): boolean {
  const status = given?.trim().toLowerCase() ?? ''
  if (status !== '' && !STATUSES.some((one) => one === status))
    faults.status = fault('not_a_choice', { choices: STATUSES.join(', ') })
  if (status === 'invited' && hasHash) faults.status = 'Whoever has a password is not invited any more.'
  return status === 'blocked'
}
