import type { Knex } from 'knex'

type Tx = Knex.Transaction

/** What the databases do differently, as capabilities. No other file asks which database it is. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** Adds `for update` where rows can be locked; SQLite has one writer and needs none. */
  forUpdate<Q extends Knex.QueryBuilder>(query: Q): Q
  /** Adds `skip locked` as well. */
  skipLocked<Q extends Knex.QueryBuilder>(query: Q): Q
  /** Takes a named lock until the transaction ends; waits for its holder. */
  lock(tx: Tx, name: string, mode: 'exclusive' | 'shared'): Promise<void>
  /** Whether `cross join lateral` and `for update skip locked` can be used in raw SQL. */
  readonly lateral: boolean
  /** SQL of a set-returning expression with one column `value` over a bound JSON array of scalars. */
  jsonRows(binding: string, type: 'integer' | 'text'): string
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
  forUpdate: (query) => query,
  skipLocked: (query) => query,
  lock: async () => {},
  jsonRows: (binding) => `json_each(${binding})`,
  isUniqueViolation: (error, columns) =>
    code(error) === 'SQLITE_CONSTRAINT' &&
    UNIQUE_FAILED.test(text(error)) &&
    (columns === undefined || (UNIQUE_FAILED.exec(text(error))?.[1]?.includes(columns) ?? false)),
}

export const postgresDialect: Dialect = {
  name: 'postgres',
  lateral: true,
  forUpdate: (query) => query.forUpdate() as typeof query,
  skipLocked: (query) => query.forUpdate().skipLocked() as typeof query,
  async lock(tx, name, mode) {
    const call = mode === 'exclusive' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared'
    await tx.raw(`select ${call}(hashtextextended(?, 0))`, [name])
  },
  jsonRows: (binding, type) =>
    `(select (v.value #>> '{}')::${type === 'integer' ? 'bigint' : 'text'} as value from jsonb_array_elements(${binding}::jsonb) v)`,
  isUniqueViolation: (error, columns) =>
    code(error) === '23505' &&
    (columns === undefined ||
      (typeof error === 'object' &&
        error !== null &&
        'constraint' in error &&
        String(error.constraint).includes(columns))),
}
