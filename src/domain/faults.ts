import { type AnyValues, fillIn, type ValuesArgument } from '../lib/fill-in.ts'
import { ERRORS, type ErrorCode } from './error-codes.ts'

/**
 * What can be wrong with something that a person typed or asked for: code → words in English, for the API, the console
 * and the command line. Persons' pages say the same code in the reader's language (views/languages/…/fault.ts).
 */
const FAULTS = {
  // Forms as such.
  once: 'Send this once.',
  too_long: 'At most {{max}} characters.',
  one_line: 'This is one line of text.',
  needed: 'This is needed.',
  not_a_number: 'This is a number.',
  not_a_flag: 'This is true or false.',
  not_a_text: 'This is a text.',
  day_form: 'Write a day such as 2026-01-31.',
  not_a_choice: 'Choose one of: {{choices}}.',
  unknown_field: 'This field is not known here.',
  unknown_fields: 'This form has no field “{{names}}”.',

  // Names and addresses.
  names_missing: 'Give a username, an e-mail address, or both.',
  names_needed: 'A user keeps a username or an address.',
  username_at: 'A username holds no @. An address goes into the e-mail field.',
  username_short: 'A username has at least {{min}} characters.',
  username_long: 'A username has at most {{max}} characters.',
  username_signs: 'A username is made of letters, digits, dots, hyphens and underscores.',
  username_ends: 'A username begins and ends with a letter or a digit.',
  username_taken: 'This username is taken. Choose another.',
  email_form: 'Type an e-mail address such as ann@example.org.',
  email_long: 'An e-mail address has at most {{max}} characters.',
  email_needed: 'An e-mail address is needed here.',
  email_domain: 'Register with an address at {{domains}}.',
  email_taken: 'Another user has proven this address.',
  email_same: 'This is your address already, and it is proven.',
  email_none_left: 'There is no address left to prove.',
  type_login: 'Type your username or e-mail.',
  type_email: 'Type the e-mail address of your account.',
  type_new_email: 'Type the new address.',
  type_identifier: 'Type the username or the e-mail address of the account.',

  // The profile.
  phone_form: 'A phone number is made of digits, spaces and ( ) . / -, such as +49 30 1234567.',
  locale_form: 'A language is written like en, de or zh-CN.',
  zone_form: 'A time zone is written like Europe/Berlin or Asia/Shanghai.',

  // Passwords.
  type_password: 'Type the password.',
  type_own_password: 'Type your password.',
  type_current_password: 'Type the password that you have now.',
  choose_password: 'Choose a password.',
  password_wrong: 'That is not your password.',
  password_same: 'This is the password you have. Choose another.',
  password_short: 'Use at least {{min}} characters. This has {{length}}.',
  password_long: 'A password has at most {{max}} characters.',
  password_regular:
    'A repetition or a row of neighbouring keys is guessed at once. Use something longer or less regular.',
  password_common: 'This is among the commonest passwords. Use one that nobody else would choose.',
  password_named:
    'This is made of a name that others know. Use something that does not name you or this site.',
  password_weak: 'This is guessed quickly. Add a word or two that have nothing to do with the rest.',
  password_weak_row: 'Rows of keys and of numbers are guessed quickly. Add a word or two instead.',
  password_weak_repeat: 'What repeats counts once. Use several words that differ.',
  password_weak_date: 'Dates are guessed quickly. Add a word or two that have nothing to do with the date.',
  password_weak_common:
    'This is close to a common word or password. Add a word or two that few would put beside it.',
  password_weak_name: 'Names are guessed quickly. Add a word or two that name nobody.',
  password_breached: 'This password stands in a list of stolen ones. Choose one that you use nowhere else.',

  // The second factor.
  type_code: 'Type the code.',
  type_shown_code: 'Type the code that the app shows.',
  type_any_code: 'Type a code of the app, or a recovery code.',
  code_wrong: 'That code is not right. Codes change every 30 seconds and work once: type the newest.',
  recovery_wrong: 'That recovery code is not right, or it was used before.',
  enrolment_code_wrong:
    'That code is not right. Type the newest one, and check that the clock of the phone is right.',
  enrolment_old: 'This set-up is too old. Begin it again.',
  app_none: 'No app is set up.',
  app_already: 'An app is set up already. Remove it first, then add another.',
  passkey_wrong: 'That passkey does not open this account. Try another one, or sign in another way.',
  passkey_old: 'This page stood open for too long, or was used before. Try again.',
  passkey_unmade: 'The browser made no passkey that this server can use. Try again, or use another device.',
  passkey_known: 'This passkey is known already.',
  passkeys_many: 'There are {{max}} passkeys, the most there can be. Remove one first.',
  passkey_name: 'Give the passkey a name.',
  recovery_needs_factor: 'Recovery codes come with a second factor. Add one first.',

  // Links, sessions, mail and load.
  open_link_again: 'Open the link once more.',
  choose_session: 'Choose a session.',
  choose_language: 'Choose a language.',
  no_mail: 'This server sends no mail.',
  no_mail_reset: 'This server sends no mail. Ask the people who run it for a new password.',
  sign_in_busy: 'Many people are signing in at the moment. Try again shortly.',
} as const

type Catalogue = { readonly [C in ErrorCode]: (typeof ERRORS)[C][1] } & typeof FAULTS
export type FaultCode = keyof Catalogue

/** Code → English words, the kinds of refusals included. */
export const FAULT_WORDS: Readonly<Record<FaultCode, string>> = {
  ...(Object.fromEntries(Object.entries(ERRORS).map(([code, [, words]]) => [code, words])) as {
    [C in ErrorCode]: string
  }),
  ...FAULTS,
}

export interface CodedFault {
  readonly code: FaultCode
  readonly values?: AnyValues
}

/** What is wrong: by code, or in the words of whoever found it, as the console and plugins do. */
export type Fault = string | CodedFault
/** Field name → what is wrong with it, while a form is being checked. */
export type Faults = Record<string, Fault>

/** A fault of the catalogue with what fills its words: `fault('password_short', { min: 12, length: 9 })`. */
export function fault<C extends FaultCode>(code: C, ...[values]: ValuesArgument<Catalogue[C]>): CodedFault {
  return values === undefined ? { code } : { code, values }
}

export function isFaultCode(text: string): text is FaultCode {
  return Object.hasOwn(FAULT_WORDS, text)
}

/** A fault in English. */
export function faultText(fault: Fault): string {
  return typeof fault === 'string' ? fault : fillIn(FAULT_WORDS[fault.code], fault.values)
}
