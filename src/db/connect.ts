import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import knexPackage, { type Knex } from 'knex'
import type { Database } from './database.ts'
import { postgresDialect, sqliteDialect } from './dialect.ts'

/** Where the data lives: a SQLite file, or a PostgreSQL URL. */
export type Location = { readonly file: string } | { readonly url: string; readonly poolSize?: number }

/** `writer` is for migrations alone; everything else goes through `transaction`. */
export interface OpenDatabase extends Database {
  readonly writer: Knex
}

const require = createRequire(import.meta.url)

/** Knex would write a statement's values, hashes and addresses among them, into the message of its error. */
const SHOW_VALUES = false

/** Knex writes some errors to the console besides throwing them; once is enough. */
const silent = { warn() {}, error() {}, deprecate() {}, debug() {} }

/** Connections of the writer and the readers for knexfile.ts and for the server alike. */
export function openDatabase(location: Location): OpenDatabase {
  return 'file' in location ? openSqlite(location.file) : openPostgres(location.url, location.poolSize ?? 10)
}

/** The knex settings of the one writing connection; also what the knex command line uses. */
export function writerConfig(location: Location): Knex.Config {
  if ('url' in location) return postgresConfig(location.url, location.poolSize ?? 10)
  return {
    client: 'sqlite3',
    log: silent,
    useNullAsDefault: true,
    compileSqlOnError: SHOW_VALUES,
    connection: { filename: location.file },
    pool: {
      min: 1,
      max: 1,
      afterCreate: pragmas(['journal_mode=WAL', 'synchronous=FULL', 'foreign_keys=ON']),
    },
    acquireConnectionTimeout: 30_000,
  }
}

function openSqlite(file: string): OpenDatabase {
  mkdirSync(dirname(file), { recursive: true })
  const writer = knexPackage(writerConfig({ file }))
  beginImmediate(writer)
  const reader = knexPackage({
    client: 'sqlite3',
    log: silent,
    useNullAsDefault: true,
    compileSqlOnError: SHOW_VALUES,
    connection: { filename: file },
    pool: { min: 0, max: 3, afterCreate: pragmas(['query_only=ON']) },
  })
  return {
    dialect: sqliteDialect,
    writer,
    reader,
    transaction: (work) => writer.transaction((tx) => work(tx)),
    close: async () => {
      await reader.destroy()
      await writer.destroy()
    },
  }
}

function openPostgres(url: string, poolSize: number): OpenDatabase {
  const pool = knexPackage(postgresConfig(url, poolSize))
  return {
    dialect: postgresDialect,
    writer: pool,
    reader: pool,
    transaction: (work) => pool.transaction((tx) => work(tx)),
    close: () => pool.destroy(),
  }
}

function postgresConfig(url: string, poolSize: number): Knex.Config {
  const pg: typeof import('pg') = require('pg')
  // bigint arrives as text unless told; every bigint here is a time, a position or an id below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  return {
    client: 'pg',
    log: silent,
    compileSqlOnError: SHOW_VALUES,
    connection: { connectionString: url, idle_in_transaction_session_timeout: 5000 },
    pool: { min: 0, max: poolSize },
  }
}

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void
}

function pragmas(settings: readonly string[]) {
  const sql = ['busy_timeout=5000', ...settings].map((setting) => `PRAGMA ${setting};`).join(' ')
  return (connection: SqliteConnection, done: (error: Error | null, connection: SqliteConnection) => void) =>
    connection.exec(sql, (error) => done(error, connection))
}

/**
 * Knex sends a deferred BEGIN; a transaction that reads and then writes then fails at the upgrade when another
 * process (the command line) wrote in between. The class is a private path of knex, whose version is pinned.
 */
function beginImmediate(db: Knex): void {
  interface Begins {
    query(connection: unknown, sql: string): Promise<unknown>
  }
  const Transaction: new (
    ...args: unknown[]
  ) => Begins = require('knex/lib/dialects/sqlite3/execution/sqlite-transaction.js')
  class ImmediateTransaction extends Transaction {
    begin(connection: unknown): Promise<unknown> {
      return this.query(connection, 'BEGIN IMMEDIATE;')
    }
  }
  db.client.transaction = (...args: unknown[]) => new ImmediateTransaction(db.client, ...args)
}
