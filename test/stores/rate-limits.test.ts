import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createRateLimits, type RateLimits } from '../../src/stores/rate-limits.ts'
import { movedClock } from '../support/clock.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const RULE = { name: 'try', points: 3, seconds: 60 }

describe('the counters of limits', () => {
  let database: TestDatabase
  let limits: RateLimits
  const clock = movedClock()
  before(async () => {
    database = await openTestDatabase()
    limits = createRateLimits(database.db, clock)
  })
  after(() => database.close())

  const takes = async (key: string, many: number) => {
    const all = await Promise.all(Array.from({ length: many }, () => limits.take(RULE, key)))
    return all.filter((taken) => taken.ok).length
  }

  it('lets as many acts through as the rule says, however many come at once', async () => {
    assert.equal(await takes('at-once', 100), 3)
    const row: { points: number } | undefined = await database.db
      .reader('limits')
      .where({ key: 'try:at-once' })
      .first('points')
    assert.equal(row?.points, 100)
  })

  it('says how many are left, how long to wait, and which act was the first too many', async () => {
    assert.deepEqual(await limits.take(RULE, 'told'), { ok: true, left: 2 })
    await limits.take(RULE, 'told')
    assert.deepEqual(await limits.take(RULE, 'told'), { ok: true, left: 0 })
    clock.move(20_000)
    assert.deepEqual(await limits.take(RULE, 'told'), { ok: false, seconds: 40, first: true })
    assert.deepEqual(await limits.take(RULE, 'told'), { ok: false, seconds: 40, first: false })
  })

  it('counts from the first act and begins anew when the time is over', async () => {
    await takes('again', 4)
    clock.move(59_000)
    assert.equal((await limits.take(RULE, 'again')).ok, false)
    clock.move(1_000)
    assert.deepEqual(await limits.take(RULE, 'again'), { ok: true, left: 2 })
  })

  it('remembers over a restart', async () => {
    await takes('restart', 3)
    const restarted = createRateLimits(database.db, clock)
    assert.equal((await restarted.take(RULE, 'restart')).ok, false)
  })

  it('gives an act back, and forgets all of a key', async () => {
    await takes('back', 3)
    await limits.giveBack(RULE, 'back')
    assert.deepEqual(await limits.take(RULE, 'back'), { ok: true, left: 0 })
    await limits.forget(RULE, 'back')
    assert.equal(await limits.left(RULE, 'back'), 3)
  })

  it('leaves the connection free of open transactions', async () => {
    await takes('free', 50)
    await database.db.transaction((tx) => tx('limits').where({ key: 'nobody' }).delete())
  })

  it('sweeps counters that ran out', async () => {
    await takes('swept', 1)
    clock.move(61_000)
    assert.ok((await limits.sweep()) > 0)
    assert.equal(await limits.sweep(), 0)
  })
})
