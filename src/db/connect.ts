import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import knexPackage, { type Knex } from 'knex'
import type { Database as SqliteConnection } from 'sqlite3'
import { type Database, STEPS } from './database.ts'
import { postgresDialect, sqliteDialect } from './dialect.ts'
import { groupCommits } from './group-commit.ts'
import { keepStatements } from './kept-statements.ts'
import { NO_NAMES, statementNames } from './named-statements.ts'
import { NEW_EVENTS_VIEW } from './new-events-view.ts'
import { POSTED } from './posted.ts'
import { workAndRide } from './riders.ts'
import { createTransactions } from './transactions.ts'
import { type Connection, sendInTrips } from './trips.ts'

/** Where the data lives: a SQLite file, or PostgreSQL. */
export type Location = { readonly file: string } | PostgresLocation

export interface PostgresLocation {
  readonly url: string
  /** Where `url` leads to a pooler: the database itself, for what needs a session of its own. */
  readonly directUrl?: string | undefined
  /** Connections of this process for transactions at most; half as many more read. */
  readonly poolSize?: number
}

/** `writer` and `migrator` are for migrations alone; everything else goes through `transaction`. */
export interface OpenDatabase extends Database {
  readonly writer: Knex
  /** Without a limit on the time of a statement: building an index may take an hour. */
  readonly migrator: Knex
}

const POOL_SIZE = 10
/** Whoever waits longer for a connection is told that the database is not available. */
const ACQUIRE_MS = 10_000
/** A server that takes connections and says nothing. */
const CONNECT_MS = 5000
/** A process that stalls in the middle of a transaction holds its locks for this long at most. */
const IDLE_IN_TRANSACTION_MS = 5000
/** No statement of the server takes a second; one that waits for a lock this long is in somebody's way. */
const STATEMENT_MS = 30_000

const require = createRequire(import.meta.url)

/** Knex would write a statement's values, hashes and addresses among them, into the message of its error. */
const SHOW_VALUES = false

/** Knex writes some errors to the console besides throwing them; once is enough. */
const silent = { warn() {}, error() {}, deprecate() {}, debug() {} }

/** Connections of the writer and the readers for knexfile.ts and for the server alike. */
export function openDatabase(location: Location): OpenDatabase {
  return 'file' in location ? openSqlite(location.file) : openPostgres(location)
}

/** The knex settings for migrations; also what the knex command line uses. */
export function migratingConfig(location: Location): Knex.Config {
  return 'url' in location ? unlimitedConfig(location) : writingConfig(location.file)
}

/** The knex settings of a connection to a SQLite file that writes. */
function writingConfig(file: string, min = 0, own = ''): Knex.Config {
  return {
    client: 'sqlite3',
    log: silent,
    useNullAsDefault: true,
    compileSqlOnError: SHOW_VALUES,
    connection: { filename: file },
    pool: {
      min,
      max: 1,
      afterCreate: prepared(['journal_mode=WAL', 'synchronous=FULL', 'foreign_keys=ON'], own),
    },
    acquireConnectionTimeout: 30_000,
  }
}

function openSqlite(file: string): OpenDatabase {
  mkdirSync(dirname(file), { recursive: true })
  const writer = knexPackage(writingConfig(file, 1, NEW_EVENTS_VIEW))
  // What the writer has of its own would be in the way of a table that is renamed or made anew.
  const migrator = knexPackage(migratingConfig({ file }))
  // A deferred BEGIN that reads and then writes fails where another process (the command line) wrote in between.
  const inGroups = groupCommits(createTransactions(writer, { sql: 'BEGIN IMMEDIATE' }))
  const reader = knexPackage({
    client: 'sqlite3',
    log: silent,
    useNullAsDefault: true,
    compileSqlOnError: SHOW_VALUES,
    connection: { filename: file },
    pool: { min: 0, max: 3, afterCreate: prepared(['query_only=ON']) },
  })
  return {
    dialect: sqliteDialect,
    writer,
    migrator,
    reader,
    transaction: (work) => inGroups((tx) => workAndRide(tx, work)),
    inTurn: (_step, work) => inGroups((tx) => workAndRide(tx, work)),
    close: async () => {
      await reader.destroy()
      await migrator.destroy()
      await writer.destroy()
    },
  }
}

/**
 * Two pools, so that reading pages never waits behind writers nor the other way round; the readers cannot write,
 * as on SQLite. Nothing connects before its first statement.
 */
function openPostgres(location: PostgresLocation): OpenDatabase {
  const size = location.poolSize ?? POOL_SIZE
  const writer = knexPackage(postgresConfig(location, size, sessionLimits(location), !location.directUrl))
  const reader = knexPackage(
    postgresConfig(location, Math.ceil(size / 2), { ...sessionLimits(location), ...readOnly(location) }),
  )
  const migrator = knexPackage(unlimitedConfig(location))
  const transaction = createTransactions(writer, { sql: 'BEGIN', options: POSTED })
  const inGroups = groupCommits(transaction)
  return {
    dialect: postgresDialect,
    writer,
    migrator,
    reader,
    transaction: (work) => transaction((tx) => workAndRide(tx, work)),
    inTurn: (step, work) => inGroups((tx) => workAndRide(tx, work), STEPS.indexOf(step)),
    close: async () => {
      await Promise.all([reader.destroy(), writer.destroy(), migrator.destroy()])
    },
  }
}

/** Two connections: one holds the lock while the other migrates. */
const unlimitedConfig = (location: PostgresLocation): Knex.Config =>
  postgresConfig({ ...location, url: location.directUrl ?? location.url }, 2, {})

/** A pooler refuses settings of a session, since its sessions are everybody's; there they belong to its own file. */
const sessionLimits = ({ directUrl }: PostgresLocation): Knex.PgConnectionConfig =>
  directUrl
    ? {}
    : { idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS, statement_timeout: STATEMENT_MS }
const readOnly = ({ directUrl }: PostgresLocation): Knex.PgConnectionConfig =>
  directUrl ? {} : { options: '-c default_transaction_read_only=on' }

function postgresConfig(
  { url }: PostgresLocation,
  max: number,
  session: Knex.PgConnectionConfig,
  keepsStatements = false,
): Knex.Config {
  const pg: typeof import('pg') = require('pg')
  // bigint arrives as text unless told; every bigint here is a time, a position or an id below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  return {
    client: 'pg',
    log: silent,
    compileSqlOnError: SHOW_VALUES,
    connection: {
      connectionString: url,
      application_name: 'gatepost',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      ...session,
    },
    pool: {
      min: 0,
      max,
      afterCreate(connection: Connection, done: (error: null, made: unknown) => void) {
        sendInTrips(connection, keepsStatements ? statementNames() : NO_NAMES)
        done(null, connection)
      },
    },
    acquireConnectionTimeout: ACQUIRE_MS,
  }
}

/** Prepares a new connection: its settings, what it has of its own, and that it keeps its statements. */
function prepared(settings: readonly string[], own = '') {
  const sql = ['busy_timeout=5000', ...settings].map((setting) => `PRAGMA ${setting};`).join(' ') + own
  return (
    connection: SqliteConnection,
    done: (error: Error | null, connection: SqliteConnection) => void,
  ) => {
    keepStatements(connection)
    connection.exec(sql, (error) => done(error, connection))
  }
}
