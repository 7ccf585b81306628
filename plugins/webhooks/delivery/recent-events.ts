import type { LoggedEvent } from '#gatepost'

/** Events kept at most: a few megabytes, and more than are in flight at once. */
const KEPT = 2000

/**
 * Events that fan-out has just seen, so that a delivery on its heels need not read them again. Only what is
 * committed may go in: a position of a transaction that was rolled back can be given to another event.
 */
export interface RecentEvents {
  remember(events: readonly LoggedEvent[]): void
  get(position: number): LoggedEvent | undefined
}

export function recentEvents(kept = KEPT): RecentEvents {
  const events = new Map<number, LoggedEvent>()
  return {
    remember(fresh) {
      for (const event of fresh) events.set(event.position, event)
      // A Map keeps the order of insertion: the first keys are the oldest.
      for (const position of events.keys()) {
        if (events.size <= kept) break
        events.delete(position)
      }
    },
    get: (position) => events.get(position),
  }
}
