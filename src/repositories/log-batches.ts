import type { Tx } from '../db/database.ts'
import type { ColumnType, Dialect } from '../db/dialect.ts'
import type { EventRow } from './log.ts'
import { rawRows } from './raw-rows.ts'

/** Writes many events with their outbox rows, in this order, by two statements. */
export async function insertEvents(tx: Tx, dialect: Dialect, events: readonly EventRow[]): Promise<void> {
  const rows = events.map((event) => EVENT_COLUMNS.map((column) => event[column]))
  const table = dialect.jsonTable(EVENT_TYPES)
  await tx.raw(
    `insert into events (${EVENT_COLUMNS.join(', ')}) select ${EVENT_COLUMNS.join(', ')} from ${table} as r order by n`,
    [JSON.stringify(rows)],
  )
  const ids = JSON.stringify(events.map(({ id }) => id))
  await tx.raw(
    `insert into outbox (seq) select seq from events
     where id in (select picked.value from ${dialect.jsonRows('?', 'text')} as picked)`,
    [ids],
  )
}

const EVENT_TYPES = {
  id: 'text',
  type: 'text',
  subject: 'text',
  target: 'text',
  sequence: 'integer',
  at: 'integer',
  data: 'text',
  context: 'text',
} as const satisfies Readonly<Record<keyof EventRow, ColumnType>>
const EVENT_COLUMNS = Object.keys(EVENT_TYPES) as (keyof EventRow)[]

/**
 * Counts several users' sequences on at once, each by so many, and answers the last number of each. The caller holds
 * their rows, or has just made them.
 */
export async function nextSequences(
  tx: Tx,
  dialect: Dialect,
  counts: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const table = dialect.jsonTable({ user_id: 'text', more: 'integer' })
  const written = tx.raw(
    `insert into user_sequences (user_id, last) select user_id, more from ${table} as r where true order by user_id
     on conflict (user_id) do update set last = user_sequences.last + excluded.last returning user_id, last`,
    [JSON.stringify([...counts])],
  )
  const rows = await rawRows<{ user_id: string; last: number }>(written)
  return new Map(rows.map(({ user_id, last }) => [user_id, last]))
}
