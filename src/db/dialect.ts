import type { Knex } from 'knex'
import { together } from '../lib/together.ts'
import { POSTED } from './posted.ts'

type Tx = Knex.Transaction

/** A statement that writes, not sent yet. */
export type Write = Knex.Raw | Knex.QueryBuilder

export type ColumnType = 'integer' | 'real' | 'text' | 'boolean'

/** What the databases do differently, as capabilities. No other file asks which database it is. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** Adds `for update` where rows can be locked; SQLite has one writer and needs none. */
  forUpdate<Q extends Knex.QueryBuilder>(query: Q): Q
  /** Adds `skip locked` as well. */
  skipLocked<Q extends Knex.QueryBuilder>(query: Q): Q
  /** Takes a named lock until the transaction ends; waits for its holder. */
  lock(tx: Tx, name: string, mode: 'exclusive' | 'shared'): Promise<void>
  /** The same, before the next statement of `tx` and not sooner: whatever relies on it is a statement of `tx`. */
  lockAhead(tx: Tx, name: string, mode: 'exclusive' | 'shared'): Promise<void>
  /**
   * Writes within a transaction what nobody waits for and does not depend on each other: the statements share a message
   * with the next one, the commit at the latest. Where one fails the next one does. Those left undefined have nothing
   * to write.
   */
  post(...writes: readonly (Write | undefined)[]): Promise<void>
  /** Takes many of them, exclusively, in an order of its own, so that two who take the same ones never wait crosswise. */
  lockAll(tx: Tx, names: readonly string[]): Promise<void>
  /** Whether `cross join lateral` and `for update skip locked` can be used in raw SQL. */
  readonly lateral: boolean
  /** Whether a WITH may write, so that what depends on it is written in the same statement. */
  readonly writesInWith: boolean
  /** SQL of a set-returning expression with one column `value` over a bound JSON array of scalars. */
  jsonRows(binding: string, type: 'integer' | 'text'): string
  /**
   * SQL of a table with the named columns over one bound JSON array of arrays. Thousands of rows travel as a single
   * binding: 20,000 rows take 15 ms this way and 123 ms as a row list. The column `n` counts rows from 0.
   */
  jsonTable(columns: Readonly<Record<string, ColumnType>>): string
  /** Whether one server at most works on the database, so that leases found at its start are a dead one's. */
  readonly singleServer: boolean
  /**
   * Whether there is one writer, so that all transactions take turns in the order in which they are asked for. Then one
   * may be asked for that builds on another which is not committed yet: it comes after it, mostly in the same commit.
   */
  readonly oneWriter: boolean
  /** SQL of the time of day in epoch milliseconds as all nodes can share it; undefined where there is one node. */
  readonly timeOfDay: string | undefined
  /** SQL after a column that makes it compare by code point; its index has to say the same. */
  readonly byCodePoint: string
  /** Options of a transaction whose reads all see one moment. */
  readonly snapshot: Knex.TransactionConfig
  /** Whether an error says that a unique rule was broken (of the named columns, where given). */
  isUniqueViolation(error: unknown, columns?: string): boolean
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const code = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined

// Knex puts the statement before the driver's words, and the statement names columns too.
const UNIQUE_FAILED = /UNIQUE constraint failed: (.*)$/s

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  lateral: false,
  writesInWith: false,
  forUpdate: (query) => query,
  skipLocked: (query) => query,
  lock: async () => {},
  lockAhead: async () => {},
  post: async (...writes) => void (await together(...writes.filter((write) => write !== undefined))),
  lockAll: async () => {},
  jsonRows: (binding) => `json_each(${binding})`,
  jsonTable(columns) {
    const list = Object.keys(columns).map((name, index) => `value ->> ${index} as ${name}`)
    return `(select key as n, ${list.join(', ')} from json_each(?))`
  },
  singleServer: true,
  oneWriter: true,
  timeOfDay: undefined,
  byCodePoint: '',
  // A transaction of a reader is a snapshot by itself, and knex warns of a level.
  snapshot: {},
  isUniqueViolation: (error, columns) =>
    code(error) === 'SQLITE_CONSTRAINT' &&
    UNIQUE_FAILED.test(text(error)) &&
    (columns === undefined || (UNIQUE_FAILED.exec(text(error))?.[1]?.includes(columns) ?? false)),
}

const POSTGRES_TYPES: Readonly<Record<ColumnType, string>> = {
  integer: 'bigint',
  real: 'double precision',
  text: 'text',
  boolean: 'boolean',
}

const advisoryLock = (tx: Tx, name: string, mode: 'exclusive' | 'shared'): Knex.Raw =>
  tx.raw(
    `select ${mode === 'exclusive' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared'}(hashtextextended(?, 0))`,
    [name],
  )

export const postgresDialect: Dialect = {
  name: 'postgres',
  async lockAll(tx, names) {
    // The order is that of what is locked: two names may share a lock.
    await tx.raw(
      `select pg_advisory_xact_lock(key) from (
         select distinct hashtextextended(value, 0) as key from ${postgresDialect.jsonRows('?', 'text')} as names order by key
       ) as keys`,
      [JSON.stringify(names)],
    )
  },
  lateral: true,
  writesInWith: true,
  forUpdate: (query) => query.forUpdate() as typeof query,
  skipLocked: (query) => query.forUpdate().skipLocked() as typeof query,
  lock: async (tx, name, mode) => void (await advisoryLock(tx, name, mode)),
  lockAhead: async (tx, name, mode) => postgresDialect.post(advisoryLock(tx, name, mode)),
  async post(...writes) {
    for (const write of writes) await write?.options(POSTED)
  },
  jsonRows: (binding, type) =>
    `(select (v.value #>> '{}')::${type === 'integer' ? 'bigint' : 'text'} as value from jsonb_array_elements(${binding}::jsonb) v)`,
  jsonTable(columns) {
    const list = Object.entries(columns).map(
      ([name, type], index) => `(v.value ->> ${index})::${POSTGRES_TYPES[type]} as ${name}`,
    )
    return `(select v.n - 1 as n, ${list.join(', ')} from jsonb_array_elements(?::jsonb) with ordinality as v (value, n))`
  },
  singleServer: false,
  oneWriter: false,
  byCodePoint: ' collate "C"',
  // now() would be the time at which the transaction began.
  timeOfDay: '(extract(epoch from clock_timestamp()) * 1000)::float8',
  snapshot: { isolationLevel: 'repeatable read' },
  isUniqueViolation: (error, columns) =>
    code(error) === '23505' &&
    (columns === undefined ||
      (typeof error === 'object' &&
        error !== null &&
        'constraint' in error &&
        String(error.constraint).includes(columns))),
}

/** The dialect of a connection, for migrations, which are given nothing else. */
export function dialectOf(db: Knex): Dialect {
  return db.client.config.client === 'pg' ? postgresDialect : sqliteDialect
}
