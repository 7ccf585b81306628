/** Figures of the engine for Prometheus. What is counted from tables is read only when somebody asks. */
import type { Clock, Database, Metrics } from '#gatepost'
import { eventsAt } from '#gatepost'
import type { Recorded, Result } from './delivery/record.ts'
import { verdictOf } from './delivery/schedule.ts'
import { countEndpoints, countOpen, oldestWaiting } from './repositories/figures.ts'

/** From a receiver beside us to one at the end of its patience. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30]

/** Registers the figures; answers what counts the results of each record. */
export function watchEngine(
  metrics: Metrics,
  db: Database,
  clock: Clock,
): { recorded(results: readonly Result[], outcome: Recorded): void; headless(found: number): void } {
  const attempts = metrics.counter('attempts_total', 'HTTP requests made, by what came of them', ['outcome'])
  const settled = metrics.counter('deliveries_total', 'Leases ended, by the state that followed', ['state'])
  const durations = metrics.histogram(
    'attempt_duration_seconds',
    'Time of one request, from its start to the end of the answer',
    [],
    SECONDS,
  )
  const headless = metrics.counter(
    'headless_lanes_total',
    'Lanes found without a head; anything but 0 is a fault of the engine',
  )
  metrics.gauge('deliveries_open', 'Deliveries that are not ended, by state', ['state'], async (gauge) => {
    for (const state of ['held', 'pending', 'leased'] as const)
      gauge.set({ state }, await countOpen(db.reader, state))
  })
  metrics.gauge(
    'oldest_waiting_seconds',
    'Age of the oldest event that is still to be delivered',
    [],
    async (gauge) => {
      const position = await oldestWaiting(db.reader)
      const event =
        position === undefined ? undefined : (await eventsAt(db.reader, db.dialect, [position])).get(position)
      gauge.set(event ? Math.max(0, clock.now() - event.at) / 1000 : 0)
    },
  )
  metrics.gauge(
    'endpoints',
    'Endpoints by condition: closed and open are breakers',
    ['condition'],
    async (gauge) => {
      const counts = await countEndpoints(db.reader)
      for (const [condition, count] of Object.entries(counts)) gauge.set({ condition }, count)
    },
  )
  return {
    recorded(results, { late, states }) {
      for (const { claimed, attempts: made } of results) {
        for (const { status, durationMs } of made) {
          attempts.inc({ outcome: status === null ? 'unanswered' : verdictOf(status) })
          durations.observe(durationMs / 1000)
        }
        settled.inc({ state: late.has(claimed.id) ? 'late' : (states.get(claimed.id) ?? 'late') })
      }
    },
    headless: (found) => headless.inc(found),
  }
}
