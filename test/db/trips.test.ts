import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import type { Tx } from '../../src/db/database.ts'
import { together } from '../../src/lib/together.ts'
import { useCluster } from '../support/postgres.ts'
import { wayTo } from '../support/postgres-way.ts'
import { suiteScope } from '../support/scope.ts'

const READY = 'Z'

describe('statements of one transaction on PostgreSQL', () => {
  const scope = suiteScope()
  let db: OpenDatabase
  /** How often the server has answered and waits for the next message. */
  let trips = 0
  before(async () => {
    const { newDatabase } = await useCluster(scope)
    const url = await wayTo(scope, await newDatabase(), (kind) => {
      if (kind === READY) trips += 1
      return true
    })
    db = openDatabase({ url, poolSize: 1 })
    scope.after(() => db.close())
    await db.transaction((tx) => tx.raw('create table rows (n integer unique)'))
  })
  const rows = (): Promise<number[]> => db.transaction((tx) => tx('rows').orderBy('n').pluck('n'))
  const insert = (tx: Tx, n: number) => tx.raw('insert into rows values (?)', [n])
  const post = (tx: Tx, n: number) => db.dialect.post(insert(tx, n))
  const tripsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = trips
    await work()
    return trips - before
  }

  it('go out in their order, and the driver has nothing to say against it', async () => {
    const warnings: string[] = []
    const note = (warning: Error) => warnings.push(warning.message)
    process.on('warning', note)
    scope.after(() => void process.off('warning', note))
    const seen = await db.transaction(async (tx) => {
      await tx.raw('create temporary table seen (n integer) on commit drop')
      await together(...Array.from({ length: 20 }, (_, n) => tx.raw('insert into seen values (?)', [n])))
      return tx('seen').pluck('n')
    })
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, n) => n),
    )
    await pause(20)
    assert.deepEqual(warnings, [])
  })

  it('all fail when one does, and the connection goes on', async () => {
    await assert.rejects(
      db.transaction((tx) => together(tx.raw('select 1'), tx.raw('select nonsense'), tx.raw('select 2'))),
      /nonsense/,
    )
    const { rows } = await db.transaction((tx) => tx.raw('select 3 as n'))
    assert.equal(rows[0].n, 3)
  })

  it('all fail when the connection ends under them, and the next one has another', async () => {
    await assert.rejects(
      db.transaction((tx) =>
        together(
          tx.raw('select pg_terminate_backend(pg_backend_pid())'),
          tx.raw('select 1'),
          tx.raw('select 2'),
        ),
      ),
    )
    const { rows } = await db.transaction((tx) => tx.raw('select 4 as n'))
    assert.equal(rows[0].n, 4)
  })

  it('that are posted go with the next, and those before the commit with the commit', async () => {
    await rows()
    assert.equal(await tripsOf(() => db.transaction((tx) => post(tx, 1))), 1)
    const both = async (tx: Tx) => {
      await post(tx, 2)
      assert.deepEqual(await tx('rows').orderBy('n').pluck('n'), [1, 2])
      await post(tx, 3)
      await post(tx, 4)
    }
    assert.equal(await tripsOf(() => db.transaction(both)), 2)
    assert.deepEqual(await rows(), [1, 2, 3, 4])
  })

  it('that are asked for side by side are one message, and each has its own answer', async () => {
    const asked = async (tx: Tx) => {
      const [one, other] = await together(tx('rows').where({ n: 1 }).first('n'), tx.raw('select ? as n', [2]))
      assert.deepEqual([one, other.rows], [{ n: 1 }, [{ n: '2' }]])
      await together(...[50, 51, 52].map((n) => insert(tx, n)))
      await tx('rows').where('n', '>=', 50).delete()
    }
    assert.equal(await tripsOf(() => db.transaction(asked)), 4)
  })

  it('may be the same ones several times over, also when the server sees them for the first time', async () => {
    await db.transaction(async (tx) => {
      const first = (n: number) => tx.raw('insert into rows (n) values (?)', [n])
      await db.dialect.post(first(40), first(41))
      await first(42)
      await db.dialect.post(first(43))
    })
    assert.deepEqual((await rows()).slice(-4), [40, 41, 42, 43])
    await db.transaction((tx) => tx('rows').where('n', '>=', 40).delete())
  })

  it('are none at all where there is nothing to do, also where it fails before it begins', async () => {
    assert.equal(await tripsOf(() => db.transaction(async () => 'nothing')), 0)
    const failing = async (tx: Tx) => {
      await db.dialect.lockAhead(tx, 'never taken', 'exclusive')
      throw new Error('changed my mind')
    }
    assert.equal(await tripsOf(() => assert.rejects(db.transaction(failing), /changed my mind/)), 0)
  })

  it('that are posted are gone where the work throws, and nobody waits for their locks', async () => {
    await assert.rejects(
      db.transaction(async (tx) => {
        await tx.raw('select 1')
        await post(tx, 10)
        throw new Error('changed my mind')
      }),
      /changed my mind/,
    )
    assert.deepEqual(await rows(), [1, 2, 3, 4])
  })

  it('that a transaction has left behind are told so', async () => {
    let left: Promise<unknown> | undefined
    const failing = db.transaction(async (tx) => {
      await tx.raw('select 1')
      left = Promise.allSettled([insert(tx, 10)])
      throw new Error('changed my mind')
    })
    await assert.rejects(failing, /changed my mind/)
    assert.match(JSON.stringify(await left), /rejected/)
    assert.deepEqual(await rows(), [1, 2, 3, 4])
  })

  it('fail with what was posted before them, which the message names, and nothing is committed', async () => {
    const twice = db.transaction(async (tx) => {
      await post(tx, 20)
      await post(tx, 1)
    })
    await assert.rejects(twice, /unique.*\(insert into rows values/)
    const before = db.transaction(async (tx) => {
      await post(tx, 1)
      await insert(tx, 21)
    })
    await assert.rejects(before, /unique/)
    assert.deepEqual(await rows(), [1, 2, 3, 4])
    assert.equal(await tripsOf(() => db.transaction((tx) => post(tx, 5))), 1)
    assert.deepEqual(await rows(), [1, 2, 3, 4, 5])
  })

  it('of a savepoint are undone with it, posted or not', async () => {
    await db.transaction(async (tx) => {
      await post(tx, 6)
      const inner = tx.transaction(async (inside) => {
        await post(inside, 30)
        throw new Error('changed my mind')
      })
      await assert.rejects(inner, /changed my mind/)
      await tx.transaction((inside) => post(inside, 7))
    })
    assert.deepEqual(await rows(), [1, 2, 3, 4, 5, 6, 7])
  })

  it('see what was committed while they waited for a lock that was posted before them', async () => {
    const other = openDatabase({ url: db.writer.client.config.connection.connectionString, poolSize: 1 })
    scope.after(() => other.close())
    let seen: Promise<number[]> | undefined
    await other.transaction(async (holder) => {
      await other.dialect.lock(holder, 'turns', 'exclusive')
      await insert(holder, 8)
      seen = db.transaction(async (tx) => {
        await db.dialect.lockAhead(tx, 'turns', 'exclusive')
        return tx('rows').where('n', '>', 7).pluck('n')
      })
      await pause(100)
    })
    assert.deepEqual(await seen, [8])
  })

  it('that the server could not parse fail each time by themselves, until it can', async () => {
    const read = (posted: string, sql: string) =>
      db.transaction(async (tx) => {
        await db.dialect.post(tx.raw(posted, [1]))
        return (await tx.raw(sql, [1])).rows
      })
    const [fine, missing] = ['select ? + 1', 'select n from later where n > ?']
    for (let tries = 0; tries < 2; tries++) {
      await assert.rejects(read(fine, missing), /"later" does not exist/)
      await assert.rejects(read(missing, fine), /"later" does not exist/)
    }
    await db.transaction((tx) => tx.raw('create table later (n integer)'))
    assert.deepEqual(await read(fine, missing), [])
    assert.equal((await read(missing, fine)).length, 1)
  })
})
