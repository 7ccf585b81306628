import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase } from '../support/database.ts'
import { openSqliteFile } from './sqlite-file.ts'

test('the error of a statement names the rule that was broken and none of the values', async (t) => {
  const { db, close } = await openTestDatabase()
  t.after(close)
  const row = { name: 'HR', hash: 'a-secret-value', scopes: '[]', created_at: 0 }
  const twice = db.transaction(async (tx) => {
    await tx('api_keys').insert({ ...row, id: 'key_1' })
    await tx('api_keys').insert({ ...row, id: 'key_2' })
  })
  await assert.rejects(twice, (error: Error) => {
    assert.equal(error.message.includes('a-secret-value'), false, error.message)
    assert.equal(db.dialect.isUniqueViolation(error, 'hash'), true)
    assert.equal(db.dialect.isUniqueViolation(error, 'scopes'), false)
    return true
  })
  await assert.rejects(db.reader('nowhere').where({ hash: 'a-secret-value' }), (error: Error) => {
    assert.equal(error.message.includes('a-secret-value'), false, error.message)
    return true
  })
})

test('a migration of a SQLite file may rename and drop, whatever its writing connection has of its own', async (t) => {
  const { db, close } = openSqliteFile()
  t.after(close)
  await db.transaction((tx) => tx.raw('create table rows (n integer, old text, gone text)'))
  await db.migrator.raw('alter table rows rename column old to new')
  await db.migrator.raw('alter table rows drop column gone')
  await db.transaction((tx) => tx('rows').insert({ n: 1, new: 'kept' }))
  assert.deepEqual(await db.reader('rows'), [{ n: 1, new: 'kept' }])
})
