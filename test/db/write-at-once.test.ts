import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '../../src/db/database.ts'
import { writeAtOnce } from '../../src/db/write-at-once.ts'
import { rawRows } from '../../src/repositories/raw-rows.ts'
import { makeDeps } from '../support/deps.ts'

/** What two tables without a tie between them hold. */
async function tables(t: Parameters<typeof makeDeps>[0]) {
  const { db } = (await makeDeps(t)).database
  const rows = async () => [
    await db.reader('site_settings').where('name', 'like', 'test%').pluck('name'),
    await db.reader('limits').orderBy('key').pluck('key'),
  ]
  return { db, rows }
}

const setting = (tx: Tx) => tx('site_settings').insert({ name: 'test', value: '1', updated_at: 1 })
const limits = (tx: Tx) =>
  tx.raw('insert into limits (key, points) values (?, ?), (?, ?) returning key', ['a', 1, 'b', 2])

test('what is written at once is all written, in one statement where that can be, and the last answers', async (t) => {
  const { db, rows } = await tables(t)
  const sent: string[] = []
  db.writer.on('query', ({ sql }) => sent.push(sql))
  const answer = await db.transaction((tx) => writeAtOnce(tx, db.dialect, setting(tx), undefined, limits(tx)))
  assert.deepEqual(await rawRows(Promise.resolve(answer)), [{ key: 'a' }, { key: 'b' }])
  assert.deepEqual(await rows(), [['test'], ['a', 'b']])
  assert.equal(sent.filter((sql) => /insert/i.test(sql)).length, db.dialect.writesInWith ? 1 : 2)
})

test('what is written at once is not written at all when one part of it fails', async (t) => {
  const { db, rows } = await tables(t)
  await db.transaction((tx) => setting(tx))
  await assert.rejects(db.transaction((tx) => writeAtOnce(tx, db.dialect, setting(tx), limits(tx))))
  assert.deepEqual(await rows(), [['test'], []])
})

test('where there is nothing to write, nothing is sent', async (t) => {
  const { db } = await tables(t)
  const sent: string[] = []
  db.writer.on('query', ({ sql }) => sent.push(sql))
  await db.transaction((tx) => writeAtOnce(tx, db.dialect, undefined, undefined))
  assert.deepEqual(
    sent.filter((sql) => !/^(begin|commit)/i.test(sql)),
    [],
  )
})
