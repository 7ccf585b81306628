import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase } from '../support/database.ts'

test('the error of a statement names the rule that was broken and none of the values', async (t) => {
  const { db, close } = await openTestDatabase()
  t.after(close)
  const row = { sid: 'a-secret-value', sess: '{}', expired: 0 }
  const twice = db.transaction(async (tx) => {
    await tx('browser_sessions').insert(row)
    await tx('browser_sessions').insert(row)
  })
  await assert.rejects(twice, (error: Error) => {
    assert.equal(error.message.includes('a-secret-value'), false, error.message)
    assert.equal(db.dialect.isUniqueViolation(error, 'sid'), true)
    assert.equal(db.dialect.isUniqueViolation(error, 'expired'), false)
    return true
  })
  await assert.rejects(db.reader('nowhere').where({ sid: 'a-secret-value' }), (error: Error) => {
    assert.equal(error.message.includes('a-secret-value'), false, error.message)
    return true
  })
})
