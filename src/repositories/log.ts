import type { Knex } from 'knex'
import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { EventContext, LoggedEvent } from '../domain/event.ts'
import { countEvents } from './event-counts.ts'
import { rawRows } from './raw-rows.ts'

/**
 * Gives the next positions to up to `limit` committed events, in the order of `seq`, and returns how many. The
 * exclusive lock makes passes take turns; what commits later gets a later position, whatever its `seq`.
 */
export async function numberEvents(tx: Tx, dialect: Dialect, limit: number): Promise<number> {
  await dialect.lockAhead(tx, 'gatepost:log', 'exclusive')
  return dialect.writesInWith ? numberAtOnce(tx, limit) : numberPicked(tx, dialect, limit)
}

/** One statement, after the lock: it sees what those who held it before have left. */
async function numberAtOnce(tx: Tx, limit: number): Promise<number> {
  const [row] = await rawRows<{ numbered: number }>(
    tx.raw(
      `with picked as (
         select seq, row_number() over (order by seq) as n
         from (select seq from outbox order by seq limit ?) waiting
       ), placed as (
         insert into log (position, seq, type)
         select log_head.position + picked.n, picked.seq, events.type
         from picked join events on events.seq = picked.seq join log_head on log_head.id = 1
       ), counted as (
         ${countEvents('picked')}
       ), taken as (
         delete from outbox where seq in (select seq from picked)
       ), moved as (
         update log_head set position = position + (select count(*) from picked)
         where id = 1 and exists (select from picked)
       )
       select count(*) as numbered from picked`,
      [limit],
    ),
  )
  return Number(row?.numbered)
}

async function numberPicked(tx: Tx, dialect: Dialect, limit: number): Promise<number> {
  const waiting: { seq: number; head: number }[] = await tx('outbox')
    .select('seq', tx('log_head').where({ id: 1 }).select('position').as('head'))
    .orderBy('seq')
    .limit(limit)
  const [first] = waiting
  if (!first) return 0
  const picked = `(select value as seq from ${dialect.jsonRows('?', 'integer')} as rows)`
  const seqs = JSON.stringify(waiting.map((row) => row.seq))
  await dialect.post(
    tx.raw(
      `insert into log (position, seq, type)
       select ? + row_number() over (order by picked.seq), picked.seq, events.type
       from ${picked} as picked join events on events.seq = picked.seq`,
      [first.head, seqs],
    ),
    tx.raw(countEvents(picked), [seqs]),
    tx.raw(`delete from outbox where seq in (select picked.seq from ${picked} as picked)`, [seqs]),
    tx('log_head').where({ id: 1 }).increment('position', waiting.length),
  )
  return waiting.length
}

/** Mends up to `limit` places in the log that a node of an earlier version gave, which wrote no type; answers how many. */
export async function nameTypes(tx: Tx, limit: number): Promise<number> {
  return tx('log')
    .whereIn('position', tx('log').where({ type: '' }).limit(limit).select('position'))
    .update({ type: tx('events').whereRaw('events.seq = log.seq').select('type') })
}

export interface LogRow {
  position: number
  id: string
  type: string
  subject: string | null
  target: string | null
  sequence: number | null
  at: number
  data: string | null
  context: string
}

export const columns = [
  'log.position',
  'events.id',
  'events.type',
  'events.subject',
  'events.target',
  'events.sequence',
  'events.at',
  'events.data',
  'events.context',
] as const

/** Events with a position above `after`, in order; at most `limit`. */
export async function readLog(read: Read, after: number, limit: number): Promise<LoggedEvent[]> {
  const rows: LogRow[] = await read('log')
    .join('events', 'events.seq', 'log.seq')
    .where('log.position', '>', after)
    .orderBy('log.position')
    .limit(limit)
    .select(columns)
  return rows.map(toEvent)
}

export interface LogFilter {
  /** Above this position (ascending lists). */
  readonly after?: number
  /** Below this position (descending lists). */
  readonly before?: number
  readonly types?: readonly string[]
  readonly subject?: string
  /** When it happened, epoch milliseconds, both included. Slow by itself: positions say where to look. */
  readonly fromAt?: number
  readonly untilAt?: number
  readonly limit: number
  readonly order: 'asc' | 'desc'
}

/** A page of the log for a console list or the feed. */
export async function listLog(read: Read, filter: LogFilter): Promise<LoggedEvent[]> {
  const rows: LogRow[] = await pageOfLog(read, filter)
  return rows.map(toEvent)
}

/** The statement of that page: it walks an index to the first rows that fit, also where a type is rare. */
export function pageOfLog(read: Read, filter: LogFilter): Knex.QueryBuilder {
  const { types, subject, order, limit } = filter
  const query = within(between(read('log').join('events', 'events.seq', 'log.seq'), filter), filter)
  if (subject) {
    query.where('events.subject', subject)
    if (types?.length) query.whereIn('events.type', [...types])
  } else if (types?.length) {
    // The first rows of each type by itself: no index has those of several types in one order.
    const each = types.map((type) => {
      const first = between(read('log').where('log.type', type), filter)
      if (filter.fromAt !== undefined || filter.untilAt !== undefined)
        within(first.join('events', 'events.seq', 'log.seq'), filter)
      return read
        .select('position')
        .from(first.orderBy('log.position', order).limit(limit).select('log.position').as('t'))
    })
    query.whereIn('log.position', read.select('position').from(read.unionAll(each).as('fitting')))
  }
  return query.orderBy('log.position', order).limit(limit).select(columns)
}

function within(query: Knex.QueryBuilder, { fromAt, untilAt }: LogFilter): Knex.QueryBuilder {
  if (fromAt !== undefined) query.where('events.at', '>=', fromAt)
  if (untilAt !== undefined) query.where('events.at', '<=', untilAt)
  return query
}

function between(query: Knex.QueryBuilder, { after, before }: LogFilter): Knex.QueryBuilder {
  if (after !== undefined) query.where('log.position', '>', after)
  if (before !== undefined) query.where('log.position', '<', before)
  return query
}

/** The events at these positions. Those that retention removed are missing from the map. */
export async function eventsAt(
  read: Read,
  dialect: Dialect,
  positions: readonly number[],
): Promise<Map<number, LoggedEvent>> {
  const rows: LogRow[] = await read(
    read.raw(`${dialect.jsonRows('?', 'integer')} as wanted`, [JSON.stringify(positions)]),
  )
    .join('log', 'log.position', 'wanted.value')
    .join('events', 'events.seq', 'log.seq')
    .select(columns)
  return new Map(rows.map((row) => [row.position, toEvent(row)]))
}

export async function findEvent(read: Read, id: string): Promise<LoggedEvent | undefined> {
  const row: LogRow | undefined = await read('events')
    .join('log', 'events.seq', 'log.seq')
    .where('events.id', id)
    .first(columns)
  return row && toEvent(row)
}

/** A committed event by its id; its position is null for the moment before it has its place in the log. */
export async function findCommitted(
  read: Read,
  id: string,
): Promise<(Omit<LoggedEvent, 'position'> & { readonly position: number | null }) | undefined> {
  const row: (Omit<LogRow, 'position'> & { position: number | null }) | undefined = await read('events')
    .leftJoin('log', 'events.seq', 'log.seq')
    .where('events.id', id)
    .first(columns)
  return row && Object.assign(toEvent({ ...row, position: 0 }), { position: row.position })
}

/** The newest position given. */
export async function headPosition(read: Read): Promise<number> {
  const row: { position: number } | undefined = await read('log_head').where({ id: 1 }).first('position')
  return row?.position ?? 0
}

/** Most readers never look into a payload, so that it is parsed on first use. */
export function toEvent(row: LogRow): LoggedEvent {
  let data: Record<string, unknown> | undefined
  let context: EventContext | undefined
  return {
    position: row.position,
    id: row.id,
    type: row.type,
    subject: row.subject,
    target: row.target === null ? null : JSON.parse(row.target),
    sequence: row.sequence,
    at: row.at,
    written: row,
    get data() {
      if (row.data === null) return null
      data ??= JSON.parse(row.data) as Record<string, unknown>
      return data
    },
    get context() {
      context ??= JSON.parse(row.context) as EventContext
      return context
    },
  }
}
