export type Group =
  | 'Crash and storage'
  | 'Claim, lease, clock'
  | 'Several nodes'
  | 'Receivers'
  | 'Fairness and load'
  | 'Meaning'
  | 'Address guard'

/** What should be found at some endpoints after a fault. What is not named should be 0. */
export interface Expectation {
  /** The row's name; the fault's own unless given. */
  readonly name?: string
  /** Ids of the endpoints that the row is about; all of them unless given. */
  readonly endpoints?: readonly string[]
  readonly dead?: number
  /** `any`: the fault is a walk by chance, and only that each has one true reason can be said. */
  readonly skipped?: number | 'any'
  /** Deliveries still held or pending, because their endpoint is switched off. */
  readonly parked?: number
  /** Arrivals after one that was answered well: at most so many. Infinite where they were asked for. */
  readonly repeats?: number
  /** Requests that were made but not recorded, because a kill came between: at most so many. */
  readonly unrecorded?: number
  /** Attempts recorded as sent that the receiver cannot have read: at most so many. */
  readonly unseen?: number
  /** 95 % of healthy deliveries took at most so many milliseconds: undisturbed, and beside the fault. */
  readonly p95?: { readonly quiet: number; readonly disturbed: number }
  /** Figures to print with the row. */
  readonly note?: string
  /** More that must hold, as sentences that are false when it does not; empty when all is well. */
  readonly also?: readonly string[]
}

export const INVARIANTS = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8'] as const
export type Invariant = (typeof INVARIANTS)[number]

/** A line of the table. */
export interface Row {
  readonly group: Group
  readonly name: string
  /** Deliveries owed. */
  readonly events: number
  readonly lost: number
  readonly repeats: number
  readonly inOrder: boolean
  readonly dead: { readonly expected: number; readonly seen: number }
  readonly skipped: { readonly expected: number | 'any'; readonly seen: number }
  /** Lanes that the promotion sweep found without a head. */
  readonly headless: number
  /** The invariants that were looked at; those left out say nothing in this row. */
  readonly held: Readonly<Partial<Record<Invariant, boolean>>>
  /** What is wrong, in sentences; empty when the row passes. */
  readonly faults: readonly string[]
  /** Why this machine could not play it; such a row has neither passed nor failed. */
  readonly notPlayed?: string
  readonly seconds: number
  /** Figures that belong to the row. */
  readonly note?: string
}
