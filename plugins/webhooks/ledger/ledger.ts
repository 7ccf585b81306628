/** The shapes of the ledger. */
import type { DeliveryState } from '../delivery/delivery.ts'

/** Deliveries by reason; those that there are none of are left out. */
export type ByReason = Readonly<Record<string, number>>

export interface StateSums {
  readonly held: number
  readonly pending: number
  readonly leased: number
  readonly delivered: number
  readonly dead: ByReason
  readonly skipped: ByReason
}

/** What is owed, set against what became of it. All figures are counts of deliveries. */
export interface LedgerLine {
  /** Wanted by endpoints when the events took their places in the log, and asked for by replays. */
  readonly owed: number
  /** Of these, asked for by replays from another endpoint. */
  readonly replayed: number
  /** The rows that there are. */
  readonly states: StateSums
  /** Of `held` and `pending`, what waits at an endpoint that is off. */
  readonly parked: number
  /** Rows that retention removed, by the state they had. */
  readonly removed: StateSums
  /** Owed for events that were set aside after fan-out failed on them. */
  readonly setAside: number
  /** `owed` less everything above; anything but 0 is a fault of the engine. */
  readonly difference: number
}

export interface EndpointLine extends LedgerLine {
  readonly endpoint: {
    readonly id: string
    readonly name: string
    readonly enabled: boolean
    readonly deleted: boolean
  }
}

export interface Ledger {
  readonly balanced: boolean
  /** The differences of all lines added up without their signs. */
  readonly difference: number
  /** Events up to this place in the log are in it. */
  readonly position: number
  /** The newest place given: what lies between is committed and on its way into the ledger. */
  readonly head: number
  readonly total: LedgerLine
  /** In the order of their making. */
  readonly endpoints: readonly EndpointLine[]
}

interface Counted {
  readonly state: DeliveryState
  readonly reason: string | null
  readonly count: number
}

export function stateSums(counts: readonly Counted[]): StateSums {
  const of = (state: DeliveryState) => counts.filter((one) => one.state === state)
  const sum = (state: DeliveryState) => of(state).reduce((total, { count }) => total + count, 0)
  const byReason = (state: 'dead' | 'skipped') => {
    const reasons = new Map<string, number>()
    for (const { reason, count } of of(state))
      reasons.set(reason ?? '', (reasons.get(reason ?? '') ?? 0) + count)
    return Object.fromEntries([...reasons].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  return {
    held: sum('held'),
    pending: sum('pending'),
    leased: sum('leased'),
    delivered: sum('delivered'),
    dead: byReason('dead'),
    skipped: byReason('skipped'),
  }
}

export function ledgerLine(parts: {
  readonly owed: number
  readonly replayed: number
  readonly setAside: number
  readonly rows: readonly Counted[]
  readonly removed: readonly Counted[]
  readonly parked: number
}): LedgerLine {
  const owed = parts.owed + parts.replayed
  const accounted = [...parts.rows, ...parts.removed].reduce((total, { count }) => total + count, 0)
  return {
    owed,
    replayed: parts.replayed,
    states: stateSums(parts.rows),
    parked: parts.parked,
    removed: stateSums(parts.removed),
    setAside: parts.setAside,
    difference: owed - accounted - parts.setAside,
  }
}
