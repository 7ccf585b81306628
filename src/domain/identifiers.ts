import { domainToASCII } from 'node:url'
import { type Fault, fault } from './faults.ts'

/** What people sign in with. Each check answers with the kept form, or with what is wrong. */
export type Checked<T> = { readonly value: T } | { readonly fault: Fault }

export const USERNAME_MIN = 2
export const USERNAME_MAX = 64
export const EMAIL_MAX = 254

export interface Username {
  /** As shown: NFKC, case kept. */
  readonly username: string
  /** As compared: unique among users. */
  readonly key: string
}

/**
 * Letters and digits of any script, and `.` `_` `-` between them. No `@`, so that a username is never taken for an
 * address.
 */
export function checkUsername(typed: string): Checked<Username> {
  const username = typed.trim().normalize('NFKC')
  const length = [...username].length
  if (username.includes('@')) return { fault: fault('username_at') }
  if (length < USERNAME_MIN) return { fault: fault('username_short', { min: USERNAME_MIN }) }
  if (length > USERNAME_MAX) return { fault: fault('username_long', { max: USERNAME_MAX }) }
  // Invisible letters and marks, such as the Hangul filler, would let a name look like another one.
  if (!/^[\p{L}\p{N}\p{M}._-]+$/u.test(username) || /\p{Default_Ignorable_Code_Point}/u.test(username))
    return { fault: fault('username_signs') }
  if (!/^[\p{L}\p{N}]/u.test(username) || !/[\p{L}\p{N}\p{M}]$/u.test(username))
    return { fault: fault('username_ends') }
  return { value: { username, key: foldName(username) } }
}

/**
 * NFKC and case-folded. JavaScript has no full case folding (Unicode CaseFolding.txt); by way of lower and upper
 * case, `ẞ`, `ß` and `ss`, `ſ` and `s`, and the two lower-case sigmas come out alike.
 */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC')
}

/** The HTML standard's e-mail production (§4.10.5.1.5), after the domain was turned into its ASCII form. */
const ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/

/** An address, lower-cased; its domain in ASCII form. */
export function checkEmail(typed: string): Checked<string> {
  const wrong = { fault: fault('email_form') }
  const parts = typed.trim().normalize('NFC').toLowerCase().split('@')
  const [local, domain] = parts
  if (parts.length !== 2 || !local || !domain) return wrong
  // `domainToASCII` reads its text as a part of a URL: it would undo escapes and drop what follows a slash.
  if (/[%/?#\\]/.test(domain)) return wrong
  const email = `${local}@${domainToASCII(domain)}`
  if (email.length > EMAIL_MAX) return { fault: fault('email_long', { max: EMAIL_MAX }) }
  return ADDRESS.test(email) ? { value: email } : wrong
}

/** What somebody typed to sign in with: an address when it holds an `@`, else a username. Never fails. */
export function readIdentifier(typed: string): { readonly email: string } | { readonly usernameKey: string } {
  const text = typed.trim().slice(0, 1024)
  if (!text.includes('@')) return { usernameKey: foldName(text) }
  const checked = checkEmail(text)
  return { email: 'value' in checked ? checked.value : text.normalize('NFC').toLowerCase() }
}

/** A name that nobody has is kept unreadable: people type their password into the wrong field. */
export function maskIdentifier(typed: string): string {
  const [first] = typed.trim()
  return first ? `${first}***` : '***'
}
