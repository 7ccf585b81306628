import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database, Tx } from '../../src/db/database.ts'
import { commitSoon, groupCommits } from '../../src/db/group-commit.ts'
import { withRider } from '../../src/db/riders.ts'
import { createTransactions } from '../../src/db/transactions.ts'
import { until } from '../support/wait.ts'
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts'

type Transaction = Database['transaction']

/** The same transactions, where this statement fails. */
function withRaw(transaction: Transaction, failing: string, failed: () => void): Transaction {
  const raw = (tx: Tx) => (sql: string) => {
    if (sql !== failing) return tx.raw(sql)
    failed()
    return { options: () => Promise.reject(new Error('out of memory')) }
  }
  return (work) =>
    transaction((tx) =>
      work(new Proxy(tx, { get: (all, key) => (key === 'raw' ? raw(tx) : Reflect.get(all, key)) })),
    )
}

const settle = (all: readonly Promise<unknown>[]) => Promise.allSettled(all)

describe('transactions that wait for the writer of SQLite', () => {
  let store: SqliteFile
  beforeEach(async () => {
    store = openSqliteFile()
    await store.db.writer.schema.createTable('rows', (t) => void t.integer('n').primary())
  })
  afterEach(() => store.close())
  const insert = (n: number) => store.db.transaction((tx) => tx('rows').insert({ n }))
  const kept = async () =>
    (await store.db.reader('rows').orderBy('n').select('n')).map(({ n }) => n as number)

  test('go in the order in which they were asked for', async () => {
    const order: number[] = []
    await Promise.all(
      [0, 1, 2, 3].map((n) =>
        store.db.transaction(async (tx) => {
          await tx('rows').insert({ n })
          order.push(n)
        }),
      ),
    )
    assert.deepEqual(order, [0, 1, 2, 3])
    assert.deepEqual(await kept(), [0, 1, 2, 3])
  })

  test('are not joined any more once something waits for their commit', async () => {
    const seen: number[][] = []
    const look = () => store.db.transaction(async () => void seen.push(await kept()))
    const waited = store.db.transaction(async (tx) => {
      await tx('rows').insert({ n: 0 })
      commitSoon(tx)
    })
    await Promise.all([waited, look(), look()])
    assert.deepEqual(seen, [[0], [0]])
  })

  test('are told after the commit, when everybody can read what they wrote', async () => {
    const seen = [0, 1, 2, 3].map((n) => insert(n).then(kept))
    for (const [n, rows] of (await Promise.all(seen)).entries()) assert.ok(rows.includes(n))
  })

  for (const failing of [0, 1, 3])
    test(`lose nothing when number ${failing} of them throws, which keeps nothing`, async () => {
      const outcomes = await settle(
        [0, 1, 2, 3].map((n) =>
          store.db.transaction(async (tx) => {
            await tx('rows').insert({ n })
            if (n === failing) throw new Error('changed my mind')
            return n
          }),
        ),
      )
      const states = outcomes.map(({ status }) => status)
      assert.deepEqual(
        states,
        [0, 1, 2, 3].map((n) => (n === failing ? 'rejected' : 'fulfilled')),
      )
      assert.deepEqual(
        await kept(),
        [0, 1, 2, 3].filter((n) => n !== failing),
      )
    })

  test('lose nothing when the statement of one of them fails', async () => {
    const outcomes = await settle([insert(0), insert(1), insert(1), insert(2)])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(await kept(), [0, 1, 2])
  })

  test('all fail, and none is kept, when their common commit fails', async () => {
    await store.db.writer.raw('create table parents (id integer primary key)')
    await store.db.writer.raw(
      'create table children (parent integer references parents (id) deferrable initially deferred)',
    )
    // On a busy machine they are not always in one commit: whoever is not is kept.
    await until('all three are in one commit', async () => {
      const outcomes = await settle([
        insert(0),
        // The rule is looked at with the commit.
        store.db.transaction((tx) => tx('children').insert({ parent: 7 })),
        insert(1),
      ])
      const [first, child, last] = outcomes.map(({ status }) => status === 'fulfilled')
      assert.equal(child, false)
      assert.deepEqual(await kept(), [...(first ? [0] : []), ...(last ? [1] : [])])
      await store.db.writer('rows').delete()
      return !first && !last
    })
    await insert(2)
    assert.deepEqual(await kept(), [2])
  })

  test('undo in a savepoint of their own what only one of them undoes', async () => {
    await Promise.all([
      insert(0),
      store.db.transaction(async (tx) => {
        await tx('rows').insert({ n: 1 })
        const undone = tx.transaction(async (inner) => {
          await inner('rows').insert({ n: 2 })
          throw new Error('undone')
        })
        await undone.catch(() => {})
      }),
      insert(3),
    ])
    assert.deepEqual(await kept(), [0, 1, 3])
  })

  test('each know who asked for them, and take along a rider of their own alone', async () => {
    const asker = new AsyncLocalStorage<number>()
    const known: (number | undefined)[] = []
    const riders: number[] = []
    await Promise.all(
      [0, 1, 2].map((n) =>
        asker.run(n, () =>
          withRider(
            async () => void riders.push(n),
            () => store.db.transaction(async () => void known.push(asker.getStore())),
          ),
        ),
      ),
    )
    assert.deepEqual(known, [0, 1, 2])
    assert.deepEqual(riders, [0, 1, 2])
  })

  test('are not held up for long by those that go on joining', async () => {
    let joined = 0
    let going = true
    const crowd = Array.from({ length: 8 }, async () => {
      while (going) {
        await store.db.transaction(async (tx) => void (await tx('rows').count()))
        joined += 1
      }
    })
    await insert(0)
    await pause(50)
    await insert(1)
    going = false
    await Promise.all(crowd)
    assert.ok(joined > 0)
    assert.deepEqual(await kept(), [0, 1])
  })

  test('all fail when everything was rolled back meanwhile and nobody said so', async () => {
    await until('all three are in one commit', async () => {
      const outcomes = await settle([
        insert(0),
        // Some faults, a full disk among them, make SQLite undo the whole transaction.
        store.db.transaction((tx) => tx.raw('rollback')),
        insert(1),
      ])
      const states = outcomes.map(({ status }) => status === 'fulfilled')
      const rows = await kept()
      assert.deepEqual(
        rows,
        [0, 1].filter((n) => states[n * 2]),
      )
      await store.db.writer('rows').delete()
      return states.every((told) => !told)
    })
    await insert(2)
    assert.deepEqual(await kept(), [2])
  })

  for (const failing of [
    'savepoint members',
    'savepoint member_2',
    'rollback to member_2',
    'release members',
  ])
    test(`are told, each of them, when a “${failing}” fails`, async () => {
      let failed = 0
      const single = createTransactions(store.db.writer, { sql: 'BEGIN IMMEDIATE' })
      const transaction = groupCommits(withRaw(single, failing, () => failed++))
      const add = (n: number) => transaction((tx) => tx('rows').insert({ n }))
      // On a busy machine they are not always in one commit.
      await until('it was asked for', async () => {
        const throwing = () => transaction(() => Promise.reject(new Error('changed my mind')))
        await settle([add(0), throwing(), add(1), add(2)])
        await store.db.writer('rows').delete()
        return failed > 0
      })
      await add(3)
      assert.deepEqual(await kept(), [3])
    })

  test('fail all, and do not hang, when the database is closed', async () => {
    const outcomes = settle([insert(0), insert(1)])
    await outcomes
    await store.db.writer.destroy()
    const late = await settle([insert(2), insert(3)])
    assert.deepEqual(
      late.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
  })
})
