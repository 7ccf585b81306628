import type { Knex } from 'knex'
import { StartError } from '../domain/errors.ts'
import type { OpenDatabase } from './connect.ts'
import { lockFile } from './file-lock.ts'
import type { Migration } from './migration.ts'
import { coreMigrations } from './migrations/index.ts'

/** One owner of tables: the core, or a plugin. Each has a migrations table of its own (a plugin may be taken away). */
export interface Schema {
  readonly owner: string
  readonly migrations: readonly Migration[]
}

export const coreSchema: Schema = { owner: 'core', migrations: coreMigrations }

/** Knex's view of a schema; knexfile.ts uses it too. */
export function migratorConfig(schema: Schema): Knex.MigratorConfig {
  return {
    tableName: schema.owner === 'core' ? 'migrations' : `${schema.owner.replaceAll('-', '_')}_migrations`,
    migrationSource: {
      // `file` is what the command line prints of a step that is still to come.
      getMigrations: async () => schema.migrations.map((step) => ({ ...step, file: step.name })),
      getMigrationName: (migration: Migration) => migration.name,
      getMigration: async (migration: Migration) => migration,
    },
  }
}

/**
 * Migrates while no other process does: an advisory lock on PostgreSQL, a lock on a small file beside SQLite's,
 * both freed when their holder dies. Throws a `StartError` where the database cannot be opened.
 *
 * @param setting what an address of PostgreSQL is called where it is at fault
 */
export function migrateAlone(
  db: OpenDatabase,
  lockPath: string | undefined,
  schemas: readonly Schema[],
  setting = 'DATABASE_URL',
): Promise<void> {
  return inWords(setting, () => migrateUnderLock(db, lockPath, schemas))
}

/** Runs `work`; a database that cannot be opened becomes a `StartError` of one sentence. */
export async function inWords<T>(setting: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const sentence = UNREADABLE[code]?.replace('DATABASE_URL', setting)
    throw sentence ? new StartError(sentence, { cause: error }) : error
  }
}

async function migrateUnderLock(
  db: OpenDatabase,
  lockPath: string | undefined,
  schemas: readonly Schema[],
): Promise<void> {
  if (lockPath !== undefined) {
    const lock = await lockFile(lockPath, 60_000)
    if (!lock)
      throw new StartError(
        'Another process has been migrating this database for a minute; end it, then start again.',
      )
    try {
      await migrate(db.migrator, schemas)
    } finally {
      await lock.release()
    }
    return
  }
  await db.migrator.transaction(async (tx) => {
    await db.dialect.lock(tx, 'gatepost:migrate', 'exclusive')
    await migrate(db.migrator, schemas)
  })
}

/**
 * Brings every schema up to date. The caller holds a lock against a second migrating process, so a lock row that
 * a killed process left behind is freed first. Throws a `StartError` when the database is newer than this server.
 */
export async function migrate(writer: Knex, schemas: readonly Schema[]): Promise<void> {
  for (const schema of schemas) {
    const config = migratorConfig(schema)
    await refuseNewer(writer, schema, config.tableName ?? 'migrations')
    await writer.migrate.forceFreeMigrationsLock(config)
    await writer.migrate.latest(config)
  }
}

async function refuseNewer(writer: Knex, schema: Schema, table: string): Promise<void> {
  if (!(await writer.schema.hasTable(table))) return
  const known = new Set(schema.migrations.map((migration) => migration.name))
  const rows: { name: string }[] = await writer(table).select('name')
  const unknown = rows.find((row) => !known.has(row.name))
  if (unknown)
    throw new StartError(
      `This database was made by a newer Gatepost (${schema.owner} ${unknown.name}); start that version, or restore a backup made before the upgrade.`,
    )
}

const UNREADABLE: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'gatepost.sqlite in the data folder is not a SQLite database; restore it from a backup.',
  SQLITE_CORRUPT: 'gatepost.sqlite in the data folder is damaged; restore it from a backup.',
  SQLITE_CANTOPEN:
    'gatepost.sqlite in the data folder cannot be opened; give this user read and write access.',
  SQLITE_READONLY: 'gatepost.sqlite in the data folder cannot be written; give this user write access.',
  ECONNREFUSED: 'PostgreSQL does not answer at DATABASE_URL; start it, or correct the address.',
  ENOTFOUND: 'The host of DATABASE_URL has no address; correct it.',
  '28P01': 'PostgreSQL refuses the user or the password of DATABASE_URL.',
  '28000': 'PostgreSQL refuses the user of DATABASE_URL.',
  '3D000': 'The database that DATABASE_URL names does not exist; create it.',
}
