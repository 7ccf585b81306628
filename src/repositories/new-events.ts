import type { Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'

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

const COLUMNS = {
  id: 'text',
  type: 'text',
  subject: 'text',
  target: 'text',
  sequence: 'integer',
  at: 'integer',
  data: 'text',
  context: 'text',
  counted: 'text',
} as const
const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]
const list = names.filter((name) => name !== 'counted').join(', ')

/**
 * Writes events in their order, the number of each among its user's, and their outbox rows: one statement, however many
 * there are. Where a WITH cannot write, the view's trigger does (see db/new-events-view.ts).
 */
export async function insertEvents(tx: Tx, dialect: Dialect, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = dialect.jsonTable(COLUMNS)
  const sql = dialect.writesInWith
    ? `with made as (
         select n, ${names.join(', ')}, row_number() over (partition by counted order by n desc) - 1 as behind from ${rows} e
       ), counts as (
         insert into user_sequences (user_id, last)
         select counted, count(*) from made where counted is not null group by counted order by counted
         on conflict (user_id) do update set last = user_sequences.last + excluded.last returning user_id, last
       ), written as (
         insert into events (${list})
         select ${list.replace('sequence', 'coalesce(counts.last - behind, sequence)')}
         from made left join counts on counts.user_id = made.counted order by n returning seq
       )
       insert into outbox (seq) select seq from written order by seq`
    : `insert into new_events (${names.join(', ')}) select ${names.join(', ')} from ${rows} e order by n`
  await dialect.post(tx.raw(sql, [JSON.stringify(events.map((event) => names.map((name) => event[name])))]))
}
