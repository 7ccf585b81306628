import type { Strength } from '../domain/strength.ts'

/** `early`: a word while somebody types, which has no answer where those wait whose password is to be taken. */
export type Urgency = 'now' | 'early'

/**
 * What is known of a password beyond the rules that can be read off it. Both answer in bounded time and never throw;
 * undefined says that there is no answer now, and then the rules decide alone. Never asked inside a transaction.
 */
export interface PasswordJudge {
  /** How long a guesser would need who also knows these names. */
  strength(password: string, names: readonly string[], urgency?: Urgency): Promise<Strength | undefined>
  /** Whether the password stands in a list of breached ones; undefined also where none is asked. */
  breached(password: string): Promise<boolean | undefined>
}

/** No answer to anything: the rules decide alone. */
export const RULES_ALONE: PasswordJudge = {
  strength: async () => undefined,
  breached: async () => undefined,
}
