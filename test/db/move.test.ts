import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, beforeEach, describe, it } from 'node:test'
import { migrations } from '../../plugins/webhooks/migrations/index.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { coreSchema, migrate } from '../../src/db/migrate.ts'
import { moveData } from '../../src/db/move/move-data.ts'
import { onPostgres, useCluster } from '../support/postgres.ts'
import { type Scope, suiteScope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'

const schemas = [coreSchema, { owner: 'webhooks', migrations }]
const LEFT_OUT = new Set(['migrations', 'webhooks_migrations'].flatMap((table) => [table, `${table}_lock`]))
const ROWS = 3

describe('moving a database to PostgreSQL', () => {
  const scope = suiteScope()
  let newDatabase: () => Promise<string>
  let from: OpenDatabase
  let to: OpenDatabase
  let url: string
  before(async () => {
    newDatabase = (await useCluster(scope)).newDatabase
  })
  beforeEach(async () => {
    from = await migrated(scope, { file: join(temporaryFolder(scope), 'gatepost.sqlite') })
    url = await newDatabase()
    to = await migrated(scope, { url, poolSize: 2 })
  })

  it('takes every row of every table along, whatever its type', async () => {
    const tables = await fillEveryTable(from)
    const moved = await moveData(from, to, LEFT_OUT)
    assert.deepEqual(moved.map(({ table }) => table).sort(), tables.map(({ name }) => name).sort())
    for (const { name, booleans } of tables) {
      const sent = (await from.reader(name).select()).map((row) => {
        for (const column of booleans) row[column] = row[column] === null ? null : row[column] === 1
        return row
      })
      assert.deepEqual(byText(await to.reader(name).select()), byText(sent), name)
    }
  })

  it('counts on above the highest number that was ever given', async () => {
    await fillEveryTable(from)
    await from.transaction((tx) => tx('events').insert(event(900)))
    await from.transaction((tx) => tx('events').where({ seq: 900 }).delete())
    await moveData(from, to, LEFT_OUT)
    const [row] = await to.transaction((tx) => tx('events').insert(event(undefined)).returning('seq'))
    assert.equal(row?.seq, 901)
  })

  it('refuses a database that somebody uses, and leaves it as it was', async () => {
    await fillEveryTable(from)
    await to.transaction((tx) => tx('users').insert(user('usr_there')))
    await assert.rejects(moveData(from, to, LEFT_OUT), /in use by a Gatepost already \(it has users\)/)
    assert.deepEqual(await to.reader('users').select('id'), [{ id: 'usr_there' }])
    assert.deepEqual(await to.reader('events').select('id'), [])
  })

  it('takes no notice of what a server leaves that was started there and never used', async () => {
    await fillEveryTable(from)
    await to.transaction((tx) =>
      tx('one_time_tokens').insert({ hash: 'h', purpose: 'setup', created_at: 1, expires_at: 2 }),
    )
    await moveData(from, to, LEFT_OUT)
    assert.equal((await to.reader('one_time_tokens').where({ hash: 'h' })).length, 0)
  })

  it('names a table that no plugin here knows, and moves nothing', async () => {
    await fillEveryTable(from)
    await from.writer.schema.createTable('payroll_entries', (t) => t.increments('id'))
    await assert.rejects(moveData(from, to, LEFT_OUT), /table payroll_entries belongs to no plugin/)
    assert.deepEqual(await to.reader('users').select('id'), [])
  })

  it('names the table of a row that PostgreSQL cannot hold, and moves nothing', async () => {
    await fillEveryTable(from)
    await from.transaction((tx) => tx('users').insert({ ...user('usr_nul'), name: 'A\u0000nn' }))
    await assert.rejects(moveData(from, to, LEFT_OUT), /does not take a row of the table users/)
    assert.deepEqual(await to.reader('events').select('id'), [])
  })

  it('notices a row that changes on its way', async () => {
    await fillEveryTable(from)
    await onPostgres(
      url,
      `create function shout() returns trigger language plpgsql as
         'begin new.name = upper(new.name); return new; end';
       create trigger shout before insert on users for each row execute function shout()`,
    )
    await assert.rejects(moveData(from, to, LEFT_OUT), /table users did not arrive as it was sent/)
    assert.deepEqual(await to.reader('users').select('id'), [])
  })
})

async function migrated(scope: Scope, location: Parameters<typeof openDatabase>[0]): Promise<OpenDatabase> {
  const db = openDatabase(location)
  scope.after(() => db.close())
  await migrate(db.migrator, schemas)
  return db
}

const user = (id: string) => ({ id, status: 'active', created_at: 1, updated_at: 1 })
const event = (seq: number | undefined) => ({ seq, id: `evt_${seq}`, type: 'ping', at: 1, context: '{}' })

interface Filled {
  readonly name: string
  readonly booleans: readonly string[]
}

/** Puts rows into every table that the migrations made; keys of other tables point at rows that are there. */
async function fillEveryTable({ writer }: OpenDatabase): Promise<Filled[]> {
  await writer.raw('pragma foreign_keys = off')
  const names: { name: string }[] = await writer('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite%')
    .whereNot('name', 'like', '%migrations%')
    .select('name')
  const filled: Filled[] = []
  for (const { name } of names) {
    const columns: { name: string; type: string; required: number }[] = await writer.raw(
      // SQLite takes a null in a primary key that is text; nobody else does.
      'select name, lower(type) as type, "notnull" or pk as required from pragma_table_info(?)',
      [name],
    )
    const keys: { from: string }[] = await writer.raw('select "from" from pragma_foreign_key_list(?)', [name])
    await writer(name).delete()
    for (let n = 1; n <= ROWS; n += 1) {
      const values = columns.map((column) => {
        const key = keys.some(({ from }) => from === column.name)
        const empty = n === ROWS && column.required === 0 && !key
        return [column.name, empty ? null : sampleOf(column, n, key)]
      })
      await writer(name).insert(Object.fromEntries(values))
    }
    const booleans = columns.filter(({ type }) => type === 'boolean').map((column) => column.name)
    filled.push({ name, booleans })
  }
  await writer.raw('pragma foreign_keys = on')
  return filled
}

function sampleOf({ name, type }: { name: string; type: string }, n: number, key: boolean): unknown {
  if (type === 'boolean') return n % 2
  if (type === 'bigint') return name === 'to_position' ? n : 9_007_199_254_740_000 + n
  if (type === 'float' || type === 'double') return n / 3
  if (type.startsWith('int')) return n
  // Ids are pointed at; any other text may hold anything.
  return key || name === 'id' ? `id_${n}` : `“${name}” ${n}\n\t'\\"$1 ? ёж 鳥 🐦`
}

const byText = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort()
