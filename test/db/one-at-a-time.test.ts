import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { together } from '../../src/lib/together.ts'
import { useCluster } from '../support/postgres.ts'
import { suiteScope } from '../support/scope.ts'

describe('statements of one transaction on PostgreSQL', () => {
  const scope = suiteScope()
  let db: OpenDatabase
  before(async () => {
    const { newDatabase } = await useCluster(scope)
    db = openDatabase({ url: await newDatabase(), poolSize: 1 })
    scope.after(() => db.close())
  })

  it('go out in their order, and the driver has nothing to say against it', async () => {
    const warnings: string[] = []
    const note = (warning: Error) => warnings.push(warning.message)
    process.on('warning', note)
    scope.after(() => void process.off('warning', note))
    const rows = await db.transaction(async (tx) => {
      await tx.raw('create temporary table seen (n integer) on commit drop')
      await together(...Array.from({ length: 20 }, (_, n) => tx.raw('insert into seen values (?)', [n])))
      return tx('seen').select('n')
    })
    assert.deepEqual(
      rows.map(({ n }) => n),
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
})
