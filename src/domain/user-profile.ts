import type { FieldFaults } from './errors.ts'
import { type Faults, fault } from './faults.ts'
import type { Checked } from './identifiers.ts'

/** What a person may say of themselves; absent leaves as it is, null clears. */
export interface UserProfile {
  readonly name?: string | null | undefined
  readonly givenName?: string | null | undefined
  readonly familyName?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly locale?: string | null | undefined
  readonly zoneinfo?: string | null | undefined
}

export type CustomValue = string | number | boolean | null
export type CustomFields = Readonly<Record<string, CustomValue>>

const PROFILE_CHECKS: Readonly<Record<keyof UserProfile, (text: string) => Checked<string>>> = {
  name: (text) => checkLine(text, 200),
  givenName: (text) => checkLine(text, 100),
  familyName: (text) => checkLine(text, 100),
  phone: (text) =>
    /^\+?[0-9][0-9 ()./-]{2,31}$/.test(text) ? { value: text } : { fault: fault('phone_form') },
  locale: checkLocale,
  zoneinfo: checkZone,
}

export const PROFILE_FIELDS = Object.keys(PROFILE_CHECKS) as readonly (keyof UserProfile)[]

/** The profile's fields as kept; an empty text counts as null. Faults go into `faults` under the field's name. */
export function checkProfile(profile: UserProfile, faults: Faults): UserProfile {
  const kept: { -readonly [F in keyof UserProfile]: UserProfile[F] } = {}
  for (const field of PROFILE_FIELDS) {
    const given = profile[field]
    if (given === undefined) continue
    const text = given?.trim().normalize('NFC') ?? ''
    if (text === '') {
      kept[field] = null
      continue
    }
    const checked = PROFILE_CHECKS[field](text)
    if ('fault' in checked) faults[field] = checked.fault
    else kept[field] = checked.value
  }
  return kept
}

/** One line of text without control characters. */
export function checkLine(text: string, max: number): Checked<string> {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) return { fault: fault('one_line') }
  if ([...text].length > max) return { fault: fault('too_long', { max }) }
  return { value: text }
}

function checkLocale(text: string): Checked<string> {
  try {
    const [locale] = Intl.getCanonicalLocales(text.replaceAll('_', '-'))
    if (locale && locale.length <= 35) return { value: locale }
  } catch {
    // Falls through to the words below.
  }
  return { fault: fault('locale_form') }
}

function checkZone(text: string): Checked<string> {
  try {
    return { value: new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone }
  } catch {
    return { fault: fault('zone_form') }
  }
}

const MAX_CUSTOM_FIELDS = 50
const MAX_CUSTOM_TEXT = 1000

/** Faults of custom fields by path (`customFields.department`); empty when all is well. */
export function customFieldFaults(fields: CustomFields): FieldFaults {
  const faults: Faults = {}
  const keys = Object.keys(fields)
  if (keys.length > MAX_CUSTOM_FIELDS)
    faults.customFields = `A user has at most ${MAX_CUSTOM_FIELDS} custom fields.`
  for (const key of keys) {
    const value = fields[key]
    const path = `customFields.${key}`
    if (!/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/.test(key))
      faults[path] = 'A key begins with a letter and holds letters, digits and underscores, 64 at most.'
    else if (typeof value === 'string' && [...value].length > MAX_CUSTOM_TEXT)
      faults[path] = fault('too_long', { max: MAX_CUSTOM_TEXT })
    else if (typeof value === 'number' && !Number.isFinite(value))
      faults[path] = 'A number has a finite value.'
  }
  return faults
}

/** A directory's or an HR system's own name for the user. */
export function checkExternalId(typed: string): Checked<string> {
  const text = typed.trim()
  return text === '' ? { fault: 'An external id is not empty.' } : checkLine(text, 200)
}
