import { COMMON_PASSWORDS, COMMON_WORDS } from './common-passwords.ts'
import { type Fault, fault } from './faults.ts'

export const PASSWORD_MAX = 1024

/** The form in which a password is counted, hashed and compared: the same signs are the same bytes on every keyboard. */
export function normalizePassword(typed: string): string {
  return typed.normalize('NFC')
}

export interface PasswordRules {
  /** Shortest, in code points after NFC. */
  readonly min: number
  /** What everybody knows of this account: username, address, name, the product's name. */
  readonly names: readonly string[]
}

/**
 * What is wrong with a new password; undefined when nothing is. Any character counts, there
 * are no rules of composition (NIST SP 800-63B §3.1.1.2), and what a guesser tries first is refused.
 */
export function passwordFault(typed: string, rules: PasswordRules): Fault | undefined {
  const password = normalizePassword(typed)
  const length = [...password].length
  if (length < rules.min) return fault('password_short', { min: rules.min, length })
  if (length > PASSWORD_MAX) return fault('password_long', { max: PASSWORD_MAX })
  const plain = password.toLowerCase()
  if (isRepetition(plain) || isSequence(plain)) return fault('password_regular')
  if (isCommon(plain)) return fault('password_common')
  if (rules.names.some((name) => isMadeOf(plain, name))) return fault('password_named')
  return undefined
}

/** One short piece over and over: `abcabcabcabc`, or a common word twice: `passwordpassword`. */
function isRepetition(text: string): boolean {
  const at = (text + text).indexOf(text, 1)
  if (at === text.length) return false
  return at <= 4 || isCommon(text.slice(0, at))
}

const ROWS = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/',
  '!qaz@wsx#edc$rfv%tgb^yhn&ujm*ik<(ol>)p:?',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '!@#$%^&*()_+',
]

/** Counting up or down, or walking along keyboard rows: every run of at least three, and nothing besides. */
function isSequence(text: string): boolean {
  let rest = text
  while (rest !== '') {
    const run = Math.max(countingRun(rest), keyboardRun(rest))
    if (run < 3) return rest !== text && rest.length < 3
    rest = rest.slice(run)
  }
  return true
}

function countingRun(text: string): number {
  const step = text.charCodeAt(1) - text.charCodeAt(0)
  if (Math.abs(step) > 1) return 1
  let length = 1
  while (length < text.length && next(text, length, step)) length += 1
  return length
}

function next(text: string, index: number, step: number): boolean {
  const before = text.charCodeAt(index - 1)
  const here = text.charCodeAt(index)
  // Counting goes on from 9 to 0 and from z to a, as people do.
  if (
    step === 1 &&
    ((text[index - 1] === '9' && text[index] === '0') || (text[index - 1] === 'z' && text[index] === 'a'))
  )
    return true
  return here - before === step
}

function keyboardRun(text: string): number {
  let longest = 1
  for (const row of ROWS) {
    for (const keys of [row, [...row].reverse().join('')]) {
      let length = 2
      while (length <= text.length && keys.includes(text.slice(0, length))) length += 1
      longest = Math.max(longest, length - 1)
    }
  }
  return longest
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

/**
 * On the list, or one common word with nothing but digits and signs around it, look-alike signs read as letters.
 * Several words are a passphrase, which is the point.
 */
function isCommon(plain: string): boolean {
  const readings = [plain, plain.replace(/[@431!0$57]/g, (sign) => LOOKALIKES[sign] ?? sign)]
  if (readings.some((text) => COMMON_PASSWORDS.has(text))) return true
  const core = plain.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}@$]+$/u, '')
  const cores = [core, core.replace(/[@431!0$57]/g, (sign) => LOOKALIKES[sign] ?? sign)]
  return cores.some((text) => COMMON_WORDS.has(text))
}

/** A name, or a part of an address, with nothing but digits and signs besides. */
function isMadeOf(plain: string, name: string): boolean {
  const known = name.normalize('NFC').toLowerCase()
  const parts = [known, ...known.split(/[^\p{L}\p{N}]+/u)].filter((part) => [...part].length >= 3)
  return parts
    .sort((a, b) => b.length - a.length)
    .some((part) => {
      const rest = plain.replaceAll(part, '')
      return rest !== plain && !/\p{L}/u.test(rest)
    })
}
