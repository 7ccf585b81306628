import type { Dialect, LoggedEvent, Read } from '#gatepost'
import { jsonTable, rowsOf } from './json-table.ts'

interface EventRow {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly target: string | null
  readonly sequence: number | null
  readonly at: number
  readonly data: string | null
  readonly context: string
}

/** The events behind deliveries, by position. Those that retention removed are missing from the map. */
export async function eventsAt(
  read: Read,
  dialect: Dialect,
  positions: readonly number[],
): Promise<Map<number, LoggedEvent>> {
  const rows = await rowsOf<EventRow>(
    read.raw(
      `select log.position, events.id, events.type, events.subject, events.target, events.sequence, events.at,
              events.data, events.context
       from ${jsonTable(dialect, { position: 'integer' })} wanted
       join log on log.position = wanted.position
       join events on events.seq = log.seq`,
      [JSON.stringify(positions.map((position) => [position]))],
    ),
  )
  return new Map(
    rows.map((row) => [
      row.position,
      {
        ...row,
        target: row.target === null ? null : JSON.parse(row.target),
        data: row.data === null ? null : JSON.parse(row.data),
        context: JSON.parse(row.context),
      },
    ]),
  )
}

/** The newest position given. Read under fan-out's lock, everything above it is still to be fanned out. */
export async function newestPosition(read: Read): Promise<number> {
  const row: { position: number } | undefined = await read('log_head').first('position')
  return row?.position ?? 0
}
