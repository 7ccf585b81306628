import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import type { Step, Tx } from '../../src/db/database.ts'
import { commitSoon } from '../../src/db/group-commit.ts'
import { useCluster } from '../support/postgres.ts'
import { suiteScope } from '../support/scope.ts'
import { until } from '../support/wait.ts'

describe('steps that take turns on PostgreSQL', () => {
  const scope = suiteScope()
  let db: OpenDatabase
  before(async () => {
    const { newDatabase } = await useCluster(scope)
    db = openDatabase({ url: await newDatabase() })
    scope.after(() => db.close())
    await db.transaction((tx) => tx.raw('create table rows (n integer unique)'))
  })
  const clear = () => db.transaction((tx) => tx('rows').delete())
  beforeEach(clear)
  const rows = (): Promise<number[]> => db.reader('rows').orderBy('n').pluck('n')
  const insert = (tx: Tx, n: number) => tx.raw('insert into rows values (?)', [n])
  const post = (tx: Tx, n: number) => db.dialect.post(insert(tx, n))
  /** Asked for side by side; answers how many came before each of them, and which of them shared a commit. */
  const commitsOf = async (...steps: readonly Step[]): Promise<string> => {
    await clear()
    const seen = await Promise.all(
      steps.map((step, n) =>
        db.inTurn(step, async (tx) => {
          await post(tx, n)
          const { rows } = await tx.raw(
            'select pg_current_xact_id()::text as id, count(*) as before from rows',
          )
          assert.equal(Number(rows[0].before), n + 1)
          return rows[0].id as string
        }),
      ),
    )
    return seen.map((id) => seen.indexOf(id)).join(' ')
  }
  const outcomes = async (all: readonly Promise<unknown>[]): Promise<string[]> =>
    (await Promise.allSettled(all)).map(({ status }) => status)

  it('share a commit where each takes its locks after those of the one before', async () => {
    // On a busy machine some commit earlier.
    const all = () => commitsOf('number', 'read', 'record', 'claim')
    await until('all are one commit', async () => (await all()) === '0 0 0 0')
    assert.deepEqual(await rows(), [0, 1, 2, 3])
  })

  it('begin another one where locks would be taken out of their order, or the same ones twice', async () => {
    const all = () => commitsOf('read', 'number', 'claim', 'record', 'record')
    await until('two of them are one commit', async () => (await all()) === '0 1 1 3 4')
  })

  it('begin another one behind one whose commit is waited for', async () => {
    const order: string[] = []
    const first = db.inTurn('number', async (tx) => {
      await insert(tx, 1)
      commitSoon(tx)
    })
    await Promise.all([
      first.then(() => order.push('committed')),
      db.inTurn('read', async () => void order.push('next')),
    ])
    assert.deepEqual(order, ['committed', 'next'])
  })

  it('are rolled back alone when they throw', async () => {
    const failing = async (tx: Tx) => {
      await insert(tx, 2)
      throw new Error('changed my mind')
    }
    const all = [
      db.inTurn('number', (tx) => post(tx, 1)),
      db.inTurn('read', failing),
      db.inTurn('record', (tx) => insert(tx, 1)),
      db.inTurn('claim', (tx) => insert(tx, 3)),
    ]
    assert.deepEqual(await outcomes(all), ['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    assert.deepEqual(await rows(), [1, 3])
  })

  it('hear of no fault but their own, also where what one of them posted fails behind its end', async () => {
    const [before, twice, behind] = [1, 9, 2]
    await db.transaction((tx) => insert(tx, twice))
    const [first, failing, last] = await Promise.allSettled([
      db.inTurn('number', (tx) => insert(tx, before)),
      db.inTurn('read', (tx) => post(tx, twice)),
      db.inTurn('record', (tx) => insert(tx, behind)),
    ])
    assert.equal(first.status, 'fulfilled')
    assert.equal(last.status, 'fulfilled')
    assert.match(String(failing.status === 'rejected' && failing.reason), /unique/)
    assert.deepEqual(await rows(), [before, behind, twice])
  })

  it('are told that they failed, all of them, where the database went away', async () => {
    const away = (tx: Tx) => tx.raw('select pg_terminate_backend(pg_backend_pid())')
    const all = [db.inTurn('number', (tx) => insert(tx, 1)), db.inTurn('read', away)]
    assert.deepEqual(await outcomes(all), ['rejected', 'rejected'])
    await db.inTurn('record', (tx) => insert(tx, 2))
    assert.deepEqual(await rows(), [2])
  })
})
