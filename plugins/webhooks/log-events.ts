/** Events of the log, for pages that show or try something on real ones. */
import { type Database, eventsAt, findCommitted, headPosition, type LoggedEvent } from '#gatepost'

export interface LogEvents {
  /** Undefined for one that never was, that retention removed, or that has no place in the log yet. */
  find(id: string): Promise<LoggedEvent | undefined>
  /** The newest ones, newest first. */
  newest(limit: number): Promise<readonly LoggedEvent[]>
}

export function createLogEvents(db: Database): LogEvents {
  return {
    async find(id) {
      const event = await findCommitted(db.reader, id)
      return event && event.position !== null ? { ...event, position: event.position } : undefined
    },
    async newest(limit) {
      const head = await headPosition(db.reader)
      const positions = Array.from({ length: Math.min(limit, head) }, (_, back) => head - back)
      const events = await eventsAt(db.reader, db.dialect, positions)
      return positions.flatMap((position) => events.get(position) ?? [])
    },
  }
}
