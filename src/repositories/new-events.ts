import type { Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import { nextSequences } from './user-sequences.ts'

/** An event about to be written; everything is text that was checked before. */
export interface NewEvent {
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly target: string | null
  /** The user among whose events it is the next one; its `sequence` comes from there. */
  readonly counted: string | null
  readonly sequence: number | null
  readonly at: number
  readonly data: string
  readonly context: string
}

const COLUMNS = ['id', 'type', 'subject', 'target', 'sequence', 'at', 'data', 'context'] as const
const list = COLUMNS.join(', ')

/** Writes events in their order, the number of each among its user's, and their outbox rows. */
export async function insertEvents(tx: Tx, dialect: Dialect, events: readonly NewEvent[]): Promise<void> {
  const [first] = events
  if (!first) return
  if (!dialect.writesInWith) return insertThroughView(tx, dialect, events)
  if (events.length === 1 && first.counted !== null) return insertNext(tx, first, first.counted)
  return insertAll(tx, dialect, await numbered(tx, dialect, events))
}

/** One statement, however many there are: the view's trigger writes the three tables (see db/new-events-view.ts). */
async function insertThroughView(tx: Tx, dialect: Dialect, events: readonly NewEvent[]): Promise<void> {
  const rows = dialect.jsonTable({ ...TYPES, counted: 'text' })
  await tx.raw(
    `insert into new_events (${list}, counted) select ${list}, counted from ${rows} e order by n`,
    [JSON.stringify(events.map((event) => [...COLUMNS, 'counted' as const].map((name) => event[name])))],
  )
}

/** A user's next event in one statement: where each is a round trip, this is most of what an event costs. */
async function insertNext(tx: Tx, event: NewEvent, counted: string): Promise<void> {
  const values = COLUMNS.map((name) => (name === 'sequence' ? '(select last from counted)' : '?'))
  const bindings = COLUMNS.flatMap((name) => (name === 'sequence' ? [] : [event[name]]))
  await tx.raw(
    `with counted as (
       insert into user_sequences (user_id, last) values (?, 1)
       on conflict (user_id) do update set last = user_sequences.last + 1 returning last
     ), made as (
       insert into events (${list}) values (${values.join(', ')}) returning seq
     )
     insert into outbox (seq) select seq from made`,
    [counted, ...bindings],
  )
}

async function insertAll(tx: Tx, dialect: Dialect, events: readonly NewEvent[]): Promise<void> {
  await tx.raw(
    `with made as (
       insert into events (${list}) select ${list} from ${dialect.jsonTable(TYPES)} e order by n returning seq
     )
     insert into outbox (seq) select seq from made order by seq`,
    [JSON.stringify(events.map((event) => COLUMNS.map((name) => event[name])))],
  )
}

/** The same events, those that are counted with their numbers. */
async function numbered(tx: Tx, dialect: Dialect, events: readonly NewEvent[]): Promise<readonly NewEvent[]> {
  const counts = new Map<string, number>()
  for (const { counted } of events) if (counted !== null) counts.set(counted, (counts.get(counted) ?? 0) + 1)
  if (counts.size === 0) return events
  const last = await nextSequences(tx, dialect, counts)
  return events.map((event) => {
    if (event.counted === null) return event
    const left = (counts.get(event.counted) ?? 1) - 1
    counts.set(event.counted, left)
    return { ...event, sequence: (last.get(event.counted) ?? 0) - left }
  })
}

const TYPES = {
  id: 'text',
  type: 'text',
  subject: 'text',
  target: 'text',
  sequence: 'integer',
  at: 'integer',
  data: 'text',
  context: 'text',
} as const
