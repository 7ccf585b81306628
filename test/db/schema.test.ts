import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { plugins } from '../../plugins/index.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { coreSchema, migrate } from '../../src/db/migrate.ts'
import { useCluster } from '../support/postgres.ts'
import { type Scope, suiteScope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'

/** Table or index → what it is made of, as text that can be compared. */
type Shape = Readonly<Record<string, readonly string[]>>

interface Schema {
  readonly columns: Shape
  readonly indexes: Shape
  readonly keys: Shape
  readonly views: readonly string[]
}

describe('the migrations make the same on both databases', () => {
  const scope = suiteScope()
  let sqlite: Schema
  let postgres: Schema
  before(async () => {
    const file = join(temporaryFolder(scope), 'gatepost.sqlite')
    sqlite = await sqliteSchema(await migrated(scope, { file }))
    const { newDatabase } = await useCluster(scope)
    postgres = await postgresSchema(await migrated(scope, { url: await newDatabase(), poolSize: 2 }))
  })

  it('tables and columns, of the same kind and equally required', () => {
    assert.ok(Object.keys(sqlite.columns).length > 20)
    assert.deepEqual(postgres.columns, sqlite.columns)
  })
  it('indexes over the same columns, equally unique, over the same part', () => {
    assert.ok(Object.keys(sqlite.indexes).length > 20)
    assert.deepEqual(postgres.indexes, sqlite.indexes)
  })
  it('primary and foreign keys', () => assert.deepEqual(postgres.keys, sqlite.keys))
  it('views', () => assert.deepEqual(postgres.views, sqlite.views))
})

async function migrated(scope: Scope, location: Parameters<typeof openDatabase>[0]): Promise<OpenDatabase> {
  const db = openDatabase(location)
  scope.after(() => db.close())
  const own = plugins.map(({ id, migrations }) => ({ owner: id, migrations: migrations ?? [] }))
  await migrate(db.migrator, [coreSchema, ...own])
  return db
}

/** Knex keeps its own tables in its own way. */
const OURS = /^(?!sqlite_)(?!.*migrations(_lock)?$)/

async function sqliteSchema({ reader }: OpenDatabase): Promise<Schema> {
  const names: { type: string; name: string; tbl_name: string; sql: string | null }[] = await reader(
    'sqlite_master',
  ).select('type', 'name', 'tbl_name', 'sql')
  const columns: Record<string, string[]> = {}
  const indexes: Record<string, string[]> = {}
  const keys: Record<string, string[]> = {}
  for (const { name } of names.filter(({ type, name }) => type === 'table' && OURS.test(name))) {
    const rows: { name: string; type: string; required: number; pk: number }[] = await reader.raw(
      // A primary key that is text may be null in SQLite, for the sake of very old files.
      'select name, lower(type) as type, "notnull" or pk > 0 as required, pk from pragma_table_info(?)',
      [name],
    )
    columns[name] = rows
      .map((row) => `${row.name} ${kindOf(row.type)}${row.required ? ' required' : ''}`)
      .sort()
    const primary = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
    const foreign: { from: string; table: string; to: string; on_delete: string }[] = await reader.raw(
      'select "from", "table", "to", on_delete from pragma_foreign_key_list(?)',
      [name],
    )
    keys[name] = [
      `primary ${primary.map((row) => row.name).join(', ')}`,
      ...foreign.map((key) => `${key.from} → ${key.table}.${key.to} ${key.on_delete.toLowerCase()}`).sort(),
    ]
    const list: { name: string; unique: number; origin: string }[] = await reader.raw(
      'select name, "unique", origin from pragma_index_list(?)',
      [name],
    )
    for (const index of list.filter(({ origin }) => origin !== 'pk')) {
      const parts: { name: string }[] = await reader.raw(
        'select name from pragma_index_info(?) order by seqno',
        [index.name],
      )
      const sql = names.find((row) => row.name === index.name)?.sql ?? ''
      indexes[index.name] = described(name, index.unique === 1, parts, / where (.*)$/is.exec(sql)?.[1])
    }
  }
  const views = names.filter(({ type }) => type === 'view').map(({ name }) => name)
  return { columns, indexes, keys, views: views.sort() }
}

async function postgresSchema({ reader }: OpenDatabase): Promise<Schema> {
  const rowsOf = async <T>(sql: string): Promise<T[]> => (await reader.raw(sql)).rows
  const columns: Record<string, string[]> = {}
  for (const row of await rowsOf<{ t: string; name: string; type: string; required: boolean }>(
    `select c.table_name as t, c.column_name as name, c.data_type as type, c.is_nullable = 'NO' as required
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'`,
  ))
    if (OURS.test(row.t)) {
      columns[row.t] ??= []
      columns[row.t]?.push(`${row.name} ${kindOf(row.type)}${row.required ? ' required' : ''}`)
    }
  for (const list of Object.values(columns)) list.sort()

  const indexes: Record<string, string[]> = {}
  const keys: Record<string, string[]> = {}
  for (const row of await rowsOf<{
    t: string
    name: string
    unique: boolean
    primary: boolean
    parts: string[]
    part: string | null
  }>(
    `select t.relname as t, i.relname as name, x.indisunique as unique, x.indisprimary as primary,
            array(select a.attname::text from unnest(x.indkey) with ordinality k (num, n)
                  join pg_attribute a on a.attrelid = t.oid and a.attnum = k.num order by k.n) as parts,
            pg_get_expr(x.indpred, x.indrelid) as part
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
     where t.relnamespace = current_schema()::regnamespace`,
  )) {
    if (!OURS.test(row.t)) continue
    if (row.primary) keys[row.t] = [`primary ${row.parts.join(', ')}`, ...(keys[row.t] ?? [])]
    else
      indexes[row.name] = described(
        row.t,
        row.unique,
        row.parts.map((name) => ({ name })),
        row.part ?? undefined,
      )
  }
  for (const row of await rowsOf<{ t: string; key: string }>(
    `select c.conrelid::regclass::text as t,
            a.attname || ' → ' || c.confrelid::regclass::text || '.' || b.attname || ' ' ||
            case c.confdeltype when 'c' then 'cascade' when 'a' then 'no action' else c.confdeltype::text end as key
     from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
     where c.contype = 'f' and c.connamespace = current_schema()::regnamespace order by key`,
  ))
    keys[row.t] = [...(keys[row.t] ?? []), row.key]
  const views = await rowsOf<{ name: string }>(
    'select table_name as name from information_schema.views where table_schema = current_schema()',
  )
  return { columns, indexes, keys, views: views.map(({ name }) => name).sort() }
}

function described(
  table: string,
  unique: boolean,
  parts: readonly { readonly name: string }[],
  part: string | undefined,
): string[] {
  return [
    `${unique ? 'unique ' : ''}on ${table}`,
    ...parts.map(({ name }) => name),
    ...(part === undefined ? [] : [`where ${plain(part)}`]),
  ]
}

/** A condition in one way of writing; PostgreSQL gives its own back. */
function plain(condition: string): string {
  return condition
    .replaceAll(/::[a-z ]+(\[\])?/g, '')
    .replaceAll(/= ANY \(ARRAY\[(.*?)\]\)/gi, 'in ($1)')
    .replaceAll(/[()]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

/** SQLite and PostgreSQL name the same types differently. */
function kindOf(type: string): string {
  if (/^(int|bigint|smallint)/.test(type)) return 'number'
  if (/^(double|float|real)/.test(type)) return 'fraction'
  if (/^(text|char|varchar)/.test(type)) return 'text'
  return type
}
