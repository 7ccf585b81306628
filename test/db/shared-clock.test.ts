import assert from 'node:assert/strict'
import { before, describe, it, mock } from 'node:test'
import { openDatabase } from '../../src/db/connect.ts'
import { sharedClock } from '../../src/db/shared-clock.ts'
import { onPostgres, useCluster } from '../support/postgres.ts'
import { suiteScope } from '../support/scope.ts'

const HOUR = 3_600_000

describe('the time of a node', () => {
  const scope = suiteScope()
  let url: string
  before(async () => {
    url = await (await useCluster(scope)).newDatabase()
  })

  it('is the database’s, whatever the wall clock of the node says', async () => {
    const db = openDatabase({ url, poolSize: 2 })
    scope.after(() => db.close())
    const { clock, stop } = await sharedClock(db)
    scope.after(stop)
    const real = Date.now
    mock.method(Date, 'now', () => real() + HOUR)
    const before = Number(
      (await onPostgres(url, 'select extract(epoch from clock_timestamp()) * 1000 as now'))[0]?.now,
    )
    const now = clock.now()
    const after = Number(
      (await onPostgres(url, 'select extract(epoch from clock_timestamp()) * 1000 as now'))[0]?.now,
    )
    mock.restoreAll()
    assert.ok(before - 50 <= now && now <= after + 50, `${now} is not between ${before} and ${after}`)
    assert.ok(Number.isInteger(now))
  })

  it('is the process’s own where there is one node', async () => {
    const db = openDatabase({ file: ':memory:' })
    scope.after(() => db.close())
    const { clock } = await sharedClock(db)
    mock.method(Date, 'now', () => 42)
    assert.equal(clock.now(), 42)
    mock.restoreAll()
  })
})
