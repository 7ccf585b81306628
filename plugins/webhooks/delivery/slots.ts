import type { Claimed } from './delivery.ts'

/** Requests that one node has in flight at most. */
export const SLOTS = 512
/** Of these, what endpoints that do not answer quickly may fill; the rest is kept for those that do. */
const SLOW_SLOTS = SLOTS - SLOTS / 4
const SLOW_MS = 1000

/** What a node has in flight, and which endpoints are slow to answer. Times are on the monotonic clock. */
export class Slots {
  readonly #started = new Map<Claimed, number>()
  /** Milliseconds that endpoints took to answer of late: a running mean. */
  readonly #took = new Map<number, number>()

  take(claimed: Claimed, at: number): void {
    this.#started.set(claimed, at)
  }

  /** `answered` false: nothing was sent, and the time says nothing of the endpoint. */
  free(claimed: Claimed, at: number, answered: boolean): void {
    const started = this.#started.get(claimed)
    if (started === undefined) return
    this.#started.delete(claimed)
    if (!answered) return
    const mean = this.#took.get(claimed.endpoint)
    this.#took.set(claimed.endpoint, mean === undefined ? at - started : mean * 0.8 + (at - started) * 0.2)
  }

  get inFlight(): number {
    return this.#started.size
  }

  /** How many more rows may be claimed, in all and for slow endpoints, and which endpoints are slow. */
  room(at: number): { want: number; wantSlow: number; slow: ReadonlySet<number> } {
    const slow = new Set<number>()
    for (const [endpoint, mean] of this.#took) if (mean > SLOW_MS) slow.add(endpoint)
    for (const [claimed, started] of this.#started) if (at - started > SLOW_MS) slow.add(claimed.endpoint)
    let slowInFlight = 0
    for (const claimed of this.#started.keys()) if (slow.has(claimed.endpoint)) slowInFlight += 1
    return { want: SLOTS - this.inFlight, wantSlow: Math.max(0, SLOW_SLOTS - slowInFlight), slow }
  }
}
