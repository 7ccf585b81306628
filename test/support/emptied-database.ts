import { openDatabase } from '../../src/db/connect.ts'
import { migrate, type Schema } from '../../src/db/migrate.ts'
import { newDatabase, onPostgres } from './postgres.ts'

/**
 * Making a database takes PostgreSQL longer than most tests do. So each process makes one for each set of schemas
 * that it has open at once, and empties it between tests to what the migrations left.
 */
const free = new Map<string, Made[]>()

interface Made {
  readonly url: string
  /** Makes it what it was after the migrations. */
  readonly emptied: string
  /** Says whether a test changed the schema itself. */
  readonly shape: string
}

/** A migrated database that nobody else has; give it back once its connections are closed. */
export async function takeDatabase(
  cluster: string,
  schemas: readonly Schema[],
): Promise<{ readonly url: string; giveBack(): Promise<void> }> {
  const key = JSON.stringify(schemas.map(({ owner, migrations }) => [owner, migrations.map(String)]))
  const made = free.get(key)?.pop() ?? (await make(cluster, schemas))
  return {
    url: made.url,
    async giveBack() {
      const rows = await onPostgres(made.url, `${made.emptied}; ${SHAPE}`).catch(() => [])
      if (JSON.stringify(rows[0]) === made.shape) free.set(key, [...(free.get(key) ?? []), made])
      else await onPostgres(cluster, `drop database "${new URL(made.url).pathname.slice(1)}" with (force)`)
    },
  }
}

async function make(cluster: string, schemas: readonly Schema[]): Promise<Made> {
  const url = await newDatabase(cluster)
  const db = openDatabase({ url, poolSize: 2 })
  await migrate(db.migrator, schemas)
  await db.close()
  const rows = await onPostgres(
    url,
    `select table_name as name from information_schema.tables
     where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name !~ 'migrations(_lock)?$'`,
  )
  const names = rows.map(({ name }) => `"${name}"`)
  const counters = await onPostgres(
    url,
    'select sequencename as name from pg_sequences where schemaname = current_schema()',
  )
  // Few rows leave by DELETE sooner than by TRUNCATE; as a replica nobody asks about foreign keys.
  const statements = ['set session_replication_role = replica', ...names.map((name) => `delete from ${name}`)]
  for (const { name } of counters) statements.push(`alter sequence "${name}" restart`)
  for (const name of names) {
    const [held] = await onPostgres(url, `select json_agg(t) as rows from ${name} t`)
    if (held?.rows)
      statements.push(
        `insert into ${name} select * from json_populate_recordset(null::${name}, '${JSON.stringify(held.rows)}')`,
      )
  }
  const [shape] = await onPostgres(url, SHAPE)
  return { url, emptied: statements.join('; '), shape: JSON.stringify(shape) }
}

const SHAPE = `
  select count(*) as columns, count(distinct attrelid) as relations,
         (select count(*) from pg_trigger) as triggers,
         (select count(*) from pg_proc where pronamespace = current_schema()::regnamespace) as functions
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = current_schema()::regnamespace and not a.attisdropped`
