/**
 * How an endpoint is doing: its breaker, and how many requests it may have at once. Pure: the rows live in
 * `webhooks_endpoint_runtime`, and each batch of outcomes is folded into them in the transaction that records it.
 */

/** Requests at once that an endpoint starts with; it has to earn more by answering. */
export const FIRST_CAP = 32
/** Failures in a row that open the breaker, if they come from at least `LANES` lanes: one bad payload is one lane. */
const FAILURES = 10
const LANES = 3
/** Tries without a success for this long open it as well, however few they are. */
const FAILING_MS = 5 * 60_000
const FIRST_PROBE_MS = 5000
const LONGEST_PROBE_MS = 5 * 60_000
/** A breaker open for this long: the endpoint is disabled. */
export const GIVE_UP_MS = 5 * 24 * 3_600_000

export interface Runtime {
  readonly endpoint: number
  readonly cap: number
  readonly breaker: 'closed' | 'open'
  readonly openedAt: number | null
  readonly probeAt: number
  readonly probeWait: number
  /** Failures in a row. */
  readonly failures: number
  /** Lanes they came from, the first few of them. */
  readonly failingLanes: readonly string[]
  readonly failingSince: number | null
  readonly lastSuccessAt: number | null
  readonly lastFailureAt: number | null
  readonly lastStatus: number | null
}

/** What one request said of its endpoint. */
export interface Observation {
  readonly kind: 'success' | 'failed' | 'rejected'
  /** A name for the lane; a delivery without one is a lane of its own. */
  readonly lane: string
  /** The receiver's host and port. */
  readonly host: string
  /** No HTTP answer came, in time or at all. */
  readonly unanswered: boolean
  readonly status: number | null
  readonly probe: boolean
  /** What `Retry-After` asked for, in milliseconds; 0 when nothing. */
  readonly retryAfterMs: number
}

/** The runtime after an observation. The cap is `adaptCap`'s. */
export function observe(runtime: Runtime, seen: Observation, now: number): Runtime {
  if (seen.kind === 'success') {
    return {
      ...runtime,
      breaker: 'closed',
      openedAt: null,
      probeAt: 0,
      probeWait: 0,
      failures: 0,
      failingLanes: [],
      failingSince: null,
      lastSuccessAt: now,
      lastStatus: seen.status,
    }
  }
  const failures = runtime.failures + 1
  const failingLanes =
    runtime.failingLanes.length >= LANES || runtime.failingLanes.includes(seen.lane)
      ? runtime.failingLanes
      : [...runtime.failingLanes, seen.lane]
  const failingSince = runtime.failingSince ?? now
  const failed = {
    ...runtime,
    failures,
    failingLanes,
    failingSince,
    lastFailureAt: now,
    lastStatus: seen.status,
  }
  if (runtime.breaker === 'open') return seen.probe ? { ...failed, ...nextProbe(runtime, seen, now) } : failed
  // An endpoint that rejects a payload is alive: only many different rejections in a row say otherwise.
  const tooLong = seen.kind === 'failed' && failures > 1 && now - failingSince >= FAILING_MS
  if (!(tooLong || (failures >= FAILURES && failingLanes.length >= LANES))) return failed
  return { ...failed, breaker: 'open', openedAt: now, ...nextProbe(runtime, seen, now) }
}

function nextProbe(runtime: Runtime, seen: Observation, now: number): Pick<Runtime, 'probeAt' | 'probeWait'> {
  const probeWait =
    runtime.probeWait === 0 ? FIRST_PROBE_MS : Math.min(runtime.probeWait * 2, LONGEST_PROBE_MS)
  return { probeWait, probeAt: now + Math.max(probeWait, seen.retryAfterMs) }
}

/**
 * The cap after a batch of outcomes: halved once when any request of the batch had no answer (they were in
 * flight together, and say the same thing), else one more for each success.
 */
export function adaptCap(cap: number, most: number, batch: readonly Observation[]): number {
  if (batch.some((seen) => seen.unanswered)) return Math.max(1, Math.floor(cap / 2))
  const successes = batch.filter((seen) => seen.kind === 'success').length
  return Math.min(Math.max(cap, 1) + successes, Math.max(most, cap))
}

/** A runtime row for a new or re-enabled endpoint. */
export function freshRuntime(endpoint: number): Runtime {
  return {
    endpoint,
    cap: FIRST_CAP,
    breaker: 'closed',
    openedAt: null,
    probeAt: 0,
    probeWait: 0,
    failures: 0,
    failingLanes: [],
    failingSince: null,
    lastSuccessAt: null,
    lastFailureAt: null,
    lastStatus: null,
  }
}
