import type { Read } from '../db/database.ts'
import { headPosition } from '../repositories/log.ts'
import { listCursors } from '../repositories/subscriber-cursors.ts'
import type { Metrics } from './contract.ts'

/** How far each subscriber is behind the log, as a figure. */
export function watchSubscribers(metrics: Metrics, read: Read): void {
  metrics.gauge(
    'subscriber_lag',
    'Events in the log that a subscriber has still to read',
    ['subscriber'],
    async (gauge) => {
      const [head, cursors] = await Promise.all([headPosition(read), listCursors(read)])
      gauge.reset()
      for (const { name, position } of cursors) gauge.set({ subscriber: name }, Math.max(0, head - position))
    },
  )
}
