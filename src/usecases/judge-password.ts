import type { Fault } from '../domain/faults.ts'
import { fault } from '../domain/faults.ts'
import { normalizePassword, passwordFault } from '../domain/password.ts'
import { type StrengthLevel, weaknessFault } from '../domain/strength.ts'
import type { Deps } from './deps.ts'
import type { Urgency } from './password-judge.ts'

/** What others know of the person whose password it is to be. */
export interface KnownNames {
  readonly username?: string | null | undefined
  readonly email?: string | null | undefined
  readonly name?: string | null | undefined
}

export interface Judgement {
  /** What is wrong, in words that help; undefined for a password that can be taken. */
  readonly fault: Fault | undefined
  /** Undefined where the rules refuse already, and where no estimate could be had in time. */
  readonly level: StrengthLevel | undefined
}

/** Judges a password by the rules, then by how it would be guessed. Outside any transaction. */
export async function judgePassword(
  deps: Deps,
  typed: string,
  known: KnownNames,
  urgency: Urgency = 'now',
): Promise<Judgement> {
  const { passwordMin: min, issuer } = deps.rules
  const names = [known.username, known.email, known.name, issuer].filter((name) => name != null)
  const broken = passwordFault(typed, { min, names })
  if (broken !== undefined) return { fault: broken, level: undefined }
  const strength = await deps.judge.strength(normalizePassword(typed), ['gatepost', ...names], urgency)
  return { fault: strength && weaknessFault(strength), level: strength?.level }
}

/**
 * What is wrong with a new password, for somebody known by these names. The one judgement for all ways in: pages,
 * API, import, console and command line. Outside any transaction.
 */
export async function newPasswordFault(
  deps: Deps,
  password: string,
  known: KnownNames,
): Promise<Fault | undefined> {
  const judged = await judgePassword(deps, password, known)
  if (judged.fault !== undefined) return judged.fault
  return (await deps.judge.breached(normalizePassword(password))) ? fault('password_breached') : undefined
}
