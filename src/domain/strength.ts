import { type CodedFault, fault } from './faults.ts'

/** How many guesses a password stands, from 0 (guessed at once) to 4, as zxcvbn counts. */
export type StrengthLevel = 0 | 1 | 2 | 3 | 4

/** Below this a new password is refused: a guesser who knows people's habits has it within a million tries. */
export const STRENGTH_NEEDED = 2

/** What makes a password easy to guess, where one thing does. */
export type Weakness = 'row' | 'repeat' | 'date' | 'common' | 'name' | 'other'

export interface Strength {
  readonly level: StrengthLevel
  readonly weakness: Weakness
}

/** What to do about a password that is too weak; undefined for one that is strong enough. */
export function weaknessFault({ level, weakness }: Strength): CodedFault | undefined {
  if (level >= STRENGTH_NEEDED) return undefined
  switch (weakness) {
    case 'row':
      return fault('password_weak_row')
    case 'repeat':
      return fault('password_weak_repeat')
    case 'date':
      return fault('password_weak_date')
    case 'common':
      return fault('password_weak_common')
    case 'name':
      return fault('password_weak_name')
    default:
      return fault('password_weak')
  }
}
