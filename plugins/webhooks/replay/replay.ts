import type { AnswerClass } from '../delivery/answer-class.ts'

/** The words of a replay: many deliveries of an endpoint sent again, to itself or to another endpoint. */

/**
 * `failed`: what is dead. `missed`: what was skipped because the endpoint was off. `delivered`: what arrived. `skipped`:
 * what was missed, could not be rendered, or was stopped. `all`: each of these; to another endpoint also what still
 * waits.
 */
export const WHICH = ['all', 'failed', 'missed', 'delivered', 'skipped'] as const
export type Which = (typeof WHICH)[number]

/** Times are UTC epoch milliseconds, both included; null leaves that side open. */
export interface ReplayRequest {
  readonly which: Which
  readonly fromAt: number | null
  readonly untilAt: number | null
  /** Types or patterns; null for all. */
  readonly types: readonly string[] | null
  /** A user's id; absent for all. */
  readonly subject?: string | null
  /** How the newest attempt was answered; absent for all. */
  readonly answer?: AnswerClass | null
  /** `ep_…` of the endpoint that gets them; null for the one whose deliveries they are. */
  readonly to: string | null
}

/**
 * `running` until everything that it opened has ended, `stopping` while requests that were in flight at its stop come
 * back.
 */
export type ReplayState = 'running' | 'stopping' | 'stopped' | 'done'

/** One replay as it is stored. */
export interface Replay {
  readonly id: number
  /** Number of the endpoint whose deliveries are sent again. */
  readonly source: number
  /** Number of the endpoint that gets them. */
  readonly endpoint: number
  readonly which: Which
  readonly fromAt: number | null
  readonly untilAt: number | null
  /** Exact types; null for all. */
  readonly types: readonly string[] | null
  readonly subject: string | null
  readonly answer: AnswerClass | null
  /** Everything up to here is opened. */
  readonly position: number
  readonly untilPosition: number
  readonly state: ReplayState
  /** Counted at its start. */
  readonly total: number
  readonly opened: number
  /** Rows made at an endpoint that was not owed these events. */
  readonly made: number
  /** Left out, because they were open already when their turn came. */
  readonly passed: number
  readonly createdAt: number
  readonly endedAt: number | null
}

/** What a replay would do. */
export interface ReplayPreview {
  /** Messages that would go out. */
  readonly count: number
  /** Of these, without a payload since their user was erased: they end as skipped(erased). */
  readonly erased: number
  /** At the endpoint's rate; null where it has none, and goes as fast as the receiver answers. */
  readonly seconds: number | null
}

/** A replay as an operator sees it. */
export interface ReplayView {
  /** `rpl_…` */
  readonly id: string
  /** `ep_…` of where the deliveries are from, and where they go. Null once retention has removed the endpoint. */
  readonly from: string | null
  readonly to: string | null
  readonly request: Omit<ReplayRequest, 'to'>
  readonly state: ReplayState
  readonly total: number
  readonly passed: number
  /** Opened by it and not ended yet. */
  readonly open: number
  /** What became of those that it opened. */
  readonly delivered: number
  readonly dead: number
  readonly skipped: number
  /** Still to be opened. */
  readonly left: number
  /** For what is open and left, at the endpoint's rate; null where it has none or nothing is left. */
  readonly secondsLeft: number | null
  readonly createdAt: number
  readonly endedAt: number | null
}

/** Seconds for so many messages at a rate. */
export function secondsFor(count: number, ratePerSecond: number | null): number | null {
  return ratePerSecond === null ? null : Math.ceil(count / ratePerSecond)
}
