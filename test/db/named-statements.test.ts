import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import type { Tx } from '../../src/db/database.ts'
import { useCluster } from '../support/postgres.ts'
import { suiteScope } from '../support/scope.ts'

describe('the statements that a connection to PostgreSQL keeps', () => {
  const scope = suiteScope()
  let url: string
  let db: OpenDatabase
  let newDatabase: () => Promise<string>
  before(async () => {
    newDatabase = (await useCluster(scope)).newDatabase
  })
  beforeEach(async () => {
    url = await newDatabase()
    db = openDatabase({ url, poolSize: 1 })
    scope.after(() => db.close())
    await db.transaction((tx) => tx.raw('create table rows (n integer unique)'))
  })
  const kept = async (tx: Tx): Promise<string[]> =>
    (
      await tx.raw(
        "select statement from pg_prepared_statements where statement <> 'BEGIN' order by statement",
      )
    ).rows.map(({ statement }: { statement: string }) => statement)
  const insert = (n: number) => db.transaction((tx) => tx.raw('insert into rows values (?)', [n]))

  it('are parsed once, and answer each time by what they are given', async () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) await insert(n)
    for (const n of [1, 8])
      assert.deepEqual(await db.transaction((tx) => tx('rows').where({ n }).pluck('n')), [n])
    assert.deepEqual(await db.transaction(kept), [
      'insert into rows values ($1)',
      'select "n" from "rows" where "n" = $1',
    ])
  })

  it('see a column that another node added meanwhile', async () => {
    await insert(1)
    const read = () => db.transaction((tx) => tx('rows').where({ n: 1 }).first())
    for (let n = 0; n < 8; n++) assert.deepEqual(await read(), { n: 1 })
    await db.transaction((tx) => tx.raw('alter table rows add column note text'))
    assert.deepEqual(await read(), { n: 1, note: null })
    await db.transaction((tx) => tx('rows').insert({ n: 2 }).returning('*'))
  })

  it('that failed fail by themselves: the next of the same words goes well', async () => {
    await insert(1)
    await assert.rejects(insert(1), /unique/)
    await insert(2)
    assert.deepEqual(await db.transaction((tx) => tx('rows').orderBy('n').pluck('n')), [1, 2])
  })

  it('are no more than the server can hold, and the connection goes on', async () => {
    await db.transaction(async (tx) => {
      for (let n = 0; n < 300; n++) await tx.raw(`select ${n} + ?::integer as sum`, [1])
      const { rows } = await tx.raw('select count(*) as kept from pg_prepared_statements')
      assert.equal(Number(rows[0].kept), 200)
    })
  })

  it('are none behind a pooler, whose sessions are shared', async () => {
    const pooled = openDatabase({ url, directUrl: url, poolSize: 1 })
    scope.after(() => pooled.close())
    await pooled.transaction((tx) => tx.raw('insert into rows values (?)', [1]))
    assert.deepEqual(await pooled.transaction(kept), [])
  })
})
