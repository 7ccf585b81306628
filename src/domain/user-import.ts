import type { EventContext } from './event.ts'

/** `receiving` while the file comes in, `checked` while it waits for a decision; `done` and `cancelled` are ends. */
export const IMPORT_STATES = ['receiving', 'checking', 'checked', 'running', 'done', 'cancelled'] as const
export type ImportState = (typeof IMPORT_STATES)[number]

export const IMPORT_FORMATS = ['csv', 'jsonl'] as const
export type ImportFormat = (typeof IMPORT_FORMATS)[number]

/** Users on their way in from a file. Times are UTC epoch milliseconds. */
export interface UserImport {
  readonly id: string
  readonly state: ImportState
  readonly format: ImportFormat
  /** As the sender calls the file. */
  readonly fileName: string | null
  /** Whether its events are written but not sent. */
  readonly quiet: boolean
  /** Whether it goes on by itself after the check. */
  readonly startsItself: boolean
  /** Lines with a user on them. */
  readonly lines: number
  /** Of these, how many this state has dealt with. */
  readonly handled: number
  readonly created: number
  /** Lines that are listed as bad: by the check, and by what was written so far. */
  readonly bad: number
  /** The parts in which its lines are kept, and the next one to deal with. */
  readonly slices: number
  readonly position: number
  /** The fence: whoever holds another one has lost its turn. */
  readonly token: number
  readonly leaseUntil: number | null
  /** Whose act the users are. */
  readonly context: EventContext
  readonly createdAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
}

/** What is wrong with one line. */
export interface LineFault {
  readonly line: number
  /** The column or field; `line` for the line as a whole. */
  readonly field: string
  readonly problem: string
}

/** Whether it is being worked on. */
export function isMoving({ state }: Pick<UserImport, 'state'>): boolean {
  return state === 'checking' || state === 'running'
}

/** Whether it may still be called off. */
export function isOpen({ state }: Pick<UserImport, 'state'>): boolean {
  return state !== 'done' && state !== 'cancelled'
}
