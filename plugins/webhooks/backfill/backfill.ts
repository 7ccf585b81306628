/** The words of a backfill: the present state of many users, sent to one endpoint on request. */
import type { EventContext, UserChoice } from '#gatepost'
import type { ReplayState } from '../replay/replay.ts'

/** Which users an operator meant; a repair's are those that it found. */
export type BackfillRequest = UserChoice

/** As of a replay: `stopping` until requests that were in flight at the stop are back. */
export type BackfillState = ReplayState

/** One backfill as it is stored. */
export interface Backfill {
  readonly id: number
  /** Number of the endpoint that gets it. */
  readonly endpoint: number
  readonly choice: UserChoice
  /** Number of the repair whose findings it sends. */
  readonly repair: number | null
  /** Users up to here are announced; `untilId` is the last one meant. */
  readonly afterId: string
  readonly untilId: string
  readonly state: BackfillState
  /** Counted at its start. */
  readonly total: number
  readonly announced: number
  /** The event with which the newest slice ended. */
  readonly lastEvent: string | null
  /** Who asked for it. */
  readonly context: EventContext
  readonly createdAt: number
  readonly endedAt: number | null
}

export interface BackfillPreview {
  /** Users whose state would go out. */
  readonly count: number
  /** At the endpoint's rate; null where it has none. */
  readonly seconds: number | null
}

/** A backfill as an operator sees it. */
export interface BackfillView {
  /** `bkf_…` */
  readonly id: string
  /** `ep_…`; null once retention has removed the endpoint. */
  readonly endpoint: string | null
  readonly choice: UserChoice
  /** `rep_…` */
  readonly repair: string | null
  readonly state: BackfillState
  readonly total: number
  /** Announced and not ended yet. */
  readonly open: number
  readonly delivered: number
  readonly dead: number
  readonly skipped: number
  /** Still to be announced. */
  readonly left: number
  /** For what is open and left, at the endpoint's rate; null where it has none or nothing is left. */
  readonly secondsLeft: number | null
  readonly createdAt: number
  readonly endedAt: number | null
}
