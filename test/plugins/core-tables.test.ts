import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { readSources } from '../support/imports.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Places where a source names one of these tables in a statement of its own. */
function tablesNamed(file: string, source: string, tables: readonly string[]): string[] {
  const name = `(${tables.join('|')})`
  const inSql = new RegExp(`\\b(?:from|join|into|update|table)\\s+${name}\\b(?!['.])`, 'gi')
  const inKnex = new RegExp(
    `(?:\\b(?:read|tx|db|reader|writer|trx)|[jJ]oin|into|from)\\(\\s*['"\`]${name}(?:\\s+as\\s+\\w+)?['"\`]`,
    'g',
  )
  const statements = source.replaceAll(/^import .*$|^\s*(?:\*|\/\/).*$/gm, '')
  return [inSql, inKnex].flatMap((pattern) =>
    [...statements.matchAll(pattern)].map((match) => `${file} names ${match[1]}`),
  )
}

describe('tables of the core', () => {
  let store: TestDatabase
  let tables: string[]
  before(async () => {
    store = await openTestDatabase()
    const rows: { name: string }[] = await store.db
      .reader('file' in store.location ? 'sqlite_master' : 'pg_tables')
      .where('file' in store.location ? { type: 'table' } : { schemaname: 'public' })
      .select('file' in store.location ? 'name' : 'tablename as name')
    tables = rows.map((row) => row.name).filter((name) => !name.startsWith('sqlite_'))
  })
  after(() => store.close())

  it('are named in no statement of a plugin, which reads the log by the contract and its view', () => {
    assert.ok(tables.includes('log') && tables.includes('users'), tables.join(', '))
    const sources = [...readSources(root, ['plugins'], [])]
    assert.ok(sources.length > 50)
    const named = sources.flatMap(([file, source]) => tablesNamed(file, source, tables))
    assert.deepEqual(named, [])
  })

  it('are found in SQL and in calls of knex', () => {
    const found = (source: string) => tablesNamed('a.ts', source, tables).length
    assert.equal(found('const sql = `select 1 from log join events e on true`'), 2)
    assert.equal(found("read('log_head').first()"), 1)
    assert.equal(found("read('x').join('events as v', 'v.seq', 'x.seq')"), 1)
    assert.equal(found("import { setMaxListeners } from 'node:events'"), 0)
    assert.equal(found("read('logged_events').first()"), 0)
  })
})
