/** The words of a repair: what a receiver has of users, compared with what is here. */

/**
 * `open`: takes what the receiver sends. `fetching`: asks the receiver itself. `compared`: it has asked for all.
 * `failed`: the receiver did not answer. `sent`: a backfill has what was found.
 */
export type RepairState = 'open' | 'fetching' | 'compared' | 'failed' | 'sent'

/**
 * `missing`: here and not there. `behind`: there with a lower sequence. `gone`: there, and gone here since. These are
 * what a repair sends. `ahead`: there with a higher sequence than was ever given. `unknown`: there, and never here.
 */
export const KINDS = ['missing', 'behind', 'gone', 'ahead', 'unknown'] as const
export type DifferenceKind = (typeof KINDS)[number]
export const SENT_KINDS: readonly DifferenceKind[] = ['missing', 'behind', 'gone']

/** A user about whom the two sides differ; a sequence of null is a side that has no such user. */
export interface Difference {
  readonly user: string
  readonly kind: DifferenceKind
  readonly ours: number | null
  readonly theirs: number | null
}

/** One repair as it is stored. */
export interface Repair {
  readonly id: number
  /** Number of the endpoint. */
  readonly endpoint: number
  readonly url: string | null
  readonly state: RepairState
  /** Users up to here are compared. */
  readonly afterId: string
  /** Users of ours that were compared. */
  readonly compared: number
  readonly fault: string | null
  readonly failures: number
  /** Until then a node works on it, or it rests after a failure. */
  readonly retryAt: number
  /** Number of the backfill that sends what was found. */
  readonly backfill: number | null
  readonly createdAt: number
  readonly endedAt: number | null
}

export interface RepairView {
  /** `rep_…` */
  readonly id: string
  readonly endpoint: string | null
  readonly url: string | null
  readonly state: RepairState
  readonly compared: number
  readonly found: Readonly<Record<DifferenceKind, number>>
  readonly fault: string | null
  /** `bkf_…` */
  readonly backfill: string | null
  readonly createdAt: number
  readonly endedAt: number | null
}

/** Whether the receiver is asked where its webhook leads: questions are signed and carry the webhook's headers. */
export const isAtOrigin = (url: string, webhook: string): boolean =>
  new URL(url).origin === new URL(webhook).origin
