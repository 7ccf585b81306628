import assert from 'node:assert/strict'
import { test } from 'node:test'
import { together } from '../../src/lib/together.ts'
import { openTestDatabase } from '../support/database.ts'

test('what belongs together is answered in the order in which it was asked', async () => {
  const slow = new Promise<number>((resolve) => setTimeout(() => resolve(1), 5))
  assert.deepEqual(await together(slow, Promise.resolve('two')), [1, 'two'])
})

test('a failure is thrown only once all the others have ended', async () => {
  let ended = false
  const slow = new Promise<void>((resolve) =>
    setTimeout(() => {
      ended = true
      resolve()
    }, 5),
  )
  await assert.rejects(together(Promise.reject(new Error('no')), slow), /no/)
  assert.ok(ended)
})

test('a query runs once, though it would run again each time it is waited for', async () => {
  const store = await openTestDatabase()
  let runs = 0
  store.db.reader.on('query', () => {
    runs += 1
  })
  const [head] = await together(store.db.reader('log_head').first('position'))
  assert.deepEqual([head.position, runs], [0, 1])
  await store.close()
})
