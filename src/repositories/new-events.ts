import type { Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import { nextSequence } from './user-sequences.ts'

/** An event about to be written; everything is text that was checked before. */
export interface EventRow {
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly target: string | null
  readonly sequence: number | null
  readonly at: number
  readonly data: string
  readonly context: string
}

const COLUMNS = ['id', 'type', 'subject', 'target', 'sequence', 'at', 'data', 'context'] as const

/** Writes one event and its outbox row; `counted` names the user among whose events it is the next one. */
export async function insertEvent(
  tx: Tx,
  dialect: Dialect,
  event: Omit<EventRow, 'sequence'>,
  counted: string | null,
): Promise<void> {
  if (dialect.writesInWith) return insertAtOnce(tx, event, counted)
  const sequence = counted === null ? null : await nextSequence(tx, counted)
  const [row] = await tx('events')
    .insert({ ...event, sequence })
    .returning<{ seq: number }[]>('seq')
  await tx('outbox').insert({ seq: row?.seq })
}

/** The same in one statement: where each is a round trip, this is most of what an event costs. */
async function insertAtOnce(
  tx: Tx,
  event: Omit<EventRow, 'sequence'>,
  counted: string | null,
): Promise<void> {
  const values = COLUMNS.map((name) => (name === 'sequence' ? '(select last from counted)' : '?'))
  const bindings = COLUMNS.flatMap((name) => (name === 'sequence' ? [] : [event[name]]))
  await tx.raw(
    `with counted as (
       insert into user_sequences (user_id, last) select user_id, 1 from (select ?::text as user_id) c where user_id is not null
       on conflict (user_id) do update set last = user_sequences.last + 1 returning last
     ), made as (
       insert into events (${COLUMNS.join(', ')}) values (${values.join(', ')}) returning seq
     )
     insert into outbox (seq) select seq from made`,
    [counted, ...bindings],
  )
}

/** Writes many events and their outbox rows. */
export async function insertEvents(tx: Tx, dialect: Dialect, events: readonly EventRow[]): Promise<void> {
  if (events.length === 0) return
  const rows = dialect.jsonTable({
    id: 'text',
    type: 'text',
    subject: 'text',
    target: 'text',
    sequence: 'integer',
    at: 'integer',
    data: 'text',
    context: 'text',
  })
  const insert = `insert into events (${COLUMNS.join(', ')})
     select ${COLUMNS.map((name) => `e.${name}`).join(', ')} from ${rows} e where true order by e.n`
  const values = JSON.stringify(events.map((event) => COLUMNS.map((name) => event[name])))
  if (dialect.writesInWith) {
    await tx.raw(
      `with made as (${insert} returning seq) insert into outbox (seq) select seq from made order by seq`,
      [values],
    )
    return
  }
  await tx.raw(insert, [values])
  await tx.raw(
    `insert into outbox (seq)
     select events.seq from events join ${dialect.jsonRows('?', 'text')} as made on made.value = events.id`,
    [JSON.stringify(events.map(({ id }) => id))],
  )
}
