import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts'

describe('the kept statements of a connection to SQLite', () => {
  let store: SqliteFile
  beforeEach(async () => {
    store = openSqliteFile()
    await store.db.writer.schema.createTable('rows', (t) => {
      t.increments('id')
      t.integer('n').unique()
    })
  })
  afterEach(() => store.close())
  const writer = () => store.db.writer

  test('answer each time by what they are given', async () => {
    for (const n of [1, 2, 3]) await writer()('rows').insert({ n })
    for (const n of [1, 2, 3]) assert.deepEqual(await writer()('rows').where({ n }).pluck('n'), [n])
    assert.deepEqual(await writer()('rows').where({ n: 4 }), [])
  })

  test('tell each insert its own id and each change its own count, side by side', async () => {
    const ids = await Promise.all([1, 2, 3, 4].map((n) => writer()('rows').insert({ n })))
    assert.equal(new Set(ids.flat()).size, 4)
    const counts = await Promise.all(
      [2, 9].map((n) => writer()('rows').where('n', '<=', n).update({ n: null })),
    )
    assert.deepEqual(counts, [2, 2])
  })

  test('that failed fail by themselves: the next of the same words goes well', async () => {
    await writer()('rows').insert({ n: 1 })
    await assert.rejects(writer()('rows').insert({ n: 1 }), /UNIQUE/)
    await writer()('rows').insert({ n: 2 })
    assert.deepEqual(await writer()('rows').orderBy('n').pluck('n'), [1, 2])
  })

  test('that make no sense tell everybody who asked', async () => {
    const asked = [1, 2, 3].map(() => writer().raw('select * from nowhere'))
    for (const outcome of await Promise.allSettled(asked)) assert.equal(outcome.status, 'rejected')
    await writer().raw('create table nowhere (n integer)')
    assert.deepEqual(await writer().raw('select * from nowhere'), [])
  })

  test('see a column that was added after they were prepared', async () => {
    await writer()('rows').insert({ n: 1 })
    const read = () => writer()('rows').where({ n: 1 }).first()
    assert.deepEqual(Object.keys(await read()), ['id', 'n'])
    await writer().schema.alterTable('rows', (t) => void t.text('note'))
    assert.deepEqual(Object.keys(await read()), ['id', 'n', 'note'])
  })

  test('are given up when there are too many, and the connection goes on', async () => {
    for (let n = 0; n < 700; n++) assert.deepEqual(await writer().raw(`select ${n} as n`), [{ n }])
    assert.deepEqual(await writer().raw('select 0 as n'), [{ n: 0 }])
  })

  test('do not keep the file open when the connection is closed', async () => {
    await writer()('rows').insert({ n: 1 })
    await writer().destroy()
    await assert.rejects(writer()('rows').insert({ n: 2 }))
  })
})
