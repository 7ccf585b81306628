import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Tx } from '../../src/db/database.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

describe('a transaction', () => {
  let store: TestDatabase
  before(async () => {
    store = await openTestDatabase()
    await store.db.writer.schema.createTable('rows', (t) => void t.integer('n').primary())
  })
  afterEach(async () => {
    await store.db.writer('rows').delete()
  })
  after(() => store.close())
  const kept = async () =>
    (await store.db.reader('rows').orderBy('n').select('n')).map(({ n }) => n as number)

  test('refuses a statement that comes after its end, also while the next one runs', async () => {
    let late: Tx | undefined
    await store.db.transaction(async (tx) => {
      late = tx
      await tx('rows').insert({ n: 1 })
    })
    const refused = /after the end of its transaction/
    await assert.rejects(async () => late?.('rows').insert({ n: 2 }), refused)
    await store.db.transaction(async () => {
      await assert.rejects(async () => late?.raw('insert into rows values (3)'), refused)
    })
    assert.deepEqual(await kept(), [1])
  })

  test('tells by executionPromise how it ended', async () => {
    const ends: string[] = []
    const watch = (tx: Tx, name: string) =>
      tx.executionPromise.then(
        () => ends.push(`${name} kept`),
        (error: Error) => ends.push(`${name} undone: ${error.message}`),
      )
    await store.db.transaction(async (tx) => void watch(tx, 'a'))
    const failing = store.db.transaction(async (tx) => {
      watch(tx, 'b')
      throw new Error('no')
    })
    await assert.rejects(failing, /^Error: no$/)
    assert.deepEqual(ends, ['a kept', 'b undone: no'])
  })

  test('knows only itself: what one has written and undone, the next on the same connection does not see', async () => {
    for (const n of [1, 2, 3]) {
      await assert.rejects(
        store.db.transaction(async (tx) => {
          assert.equal((await tx('rows')).length, 0)
          await tx('rows').insert({ n })
          assert.equal(tx.isCompleted(), false)
          throw new Error('undone')
        }),
        /undone/,
      )
    }
    assert.deepEqual(await kept(), [])
  })

  test('undoes a savepoint and goes on', async () => {
    await store.db.transaction(async (tx) => {
      await tx('rows').insert({ n: 1 })
      const inner = tx.transaction(async (savepoint) => {
        await savepoint('rows').insert({ n: 2 })
        throw new Error('undone')
      })
      await assert.rejects(inner, /undone/)
      await tx('rows').insert({ n: 3 })
    })
    assert.deepEqual(await kept(), [1, 3])
  })

  test('takes its savepoints one after the other, and refuses one after its end', async () => {
    let late: Tx | undefined
    await store.db.transaction(async (tx) => {
      const first = tx.transaction(async (inner) => {
        await inner('rows').insert({ n: 1 })
        throw new Error('undone')
      })
      const second = tx.transaction(async (inner) => {
        late = inner
        await inner('rows').insert({ n: 2 })
      })
      await assert.rejects(first, /undone/)
      await second
    })
    await assert.rejects(async () => late?.('rows').insert({ n: 3 }))
    assert.deepEqual(await kept(), [2])
  })

  test('is heard by those who listen to the statements of the pool', async () => {
    const heard: string[] = []
    const listen = ({ sql }: { sql: string }) => heard.push(sql)
    store.db.writer.on('query', listen)
    await store.db.transaction((tx) => tx('rows').insert({ n: 1 }))
    store.db.writer.removeListener('query', listen)
    assert.equal(heard.filter((sql) => sql.startsWith('insert')).length, 1)
  })

  test('is not told to be kept where a failed statement was passed over and the database kept nothing', async () => {
    const outcome = await store.db
      .transaction(async (tx) => {
        await tx('rows').insert({ n: 1 })
        await tx('rows')
          .insert({ n: 1 })
          .catch(() => {})
      })
      .then(
        () => 'kept',
        () => 'undone',
      )
    // SQLite undoes the statement alone, PostgreSQL the whole transaction.
    assert.deepEqual(await kept(), outcome === 'kept' ? [1] : [])
  })

  test('leaves the connection as it was when its statements fail, many times over', async () => {
    const many = Array.from({ length: 40 }, (_, n) =>
      store.db.transaction(async (tx) => {
        await tx('rows').insert({ n: n % 20 })
      }),
    )
    const ended = await Promise.allSettled(many)
    assert.equal(ended.filter(({ status }) => status === 'fulfilled').length, 20)
    assert.deepEqual(
      await kept(),
      Array.from({ length: 20 }, (_, n) => n),
    )
  })
})
