import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type ClaimWish, claim } from '../../../../plugins/webhooks/delivery/claim.ts'
import type { Claimed } from '../../../../plugins/webhooks/delivery/delivery.ts'
import { promoteHeadless, takeOver } from '../../../../plugins/webhooks/delivery/sweep.ts'
import { nextDue } from '../../../../plugins/webhooks/repositories/claims.ts'
import { insertOwed, promoteHeads } from '../../../../plugins/webhooks/repositories/deliveries.ts'
import { settleLeases } from '../../../../plugins/webhooks/repositories/results.ts'
import { openEngine, type RunningEngine, system } from '../running-engine.ts'

const URL = 'http://127.0.0.1:9/oa'

describe('the claim', () => {
  let engine: RunningEngine
  let position = 0
  beforeEach(async () => {
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const now = () => engine.clock.now()
  const claimNow = (wish: Partial<ClaimWish> = {}) =>
    engine.db.transaction((tx) =>
      claim(tx, engine.db.dialect, { now: now(), want: 512, wantSlow: 512, slow: new Set(), ...wish }),
    )
  /** Owes `count` deliveries, each in a lane of its own unless `lane` names one. */
  const owe = (endpoint: number, count: number, lane: string | null = null) =>
    engine.db.transaction((tx) =>
      insertOwed(
        tx,
        engine.db.dialect,
        Array.from({ length: count }, (_, n) => ({
          endpoint,
          position: ++position,
          variant: '',
          lane,
          state: lane === null ? 'pending' : n === 0 ? 'first' : 'held',
          reason: null,
        })),
        now(),
      ),
    )
  const byEndpoint = (claimed: readonly Claimed[]) => {
    const counts: Record<number, number> = {}
    for (const { endpoint } of claimed) counts[endpoint] = (counts[endpoint] ?? 0) + 1
    return counts
  }
  const settle = (one: Claimed, state: 'delivered' | 'pending' = 'delivered') =>
    engine.db.transaction((tx) =>
      settleLeases(
        tx,
        engine.db.dialect,
        [
          {
            id: one.id,
            token: one.token,
            state,
            reason: null,
            due: now(),
            tried: true,
            rejected: false,
            unclaimed: false,
          },
        ],
        now(),
      ),
    )
  const runtime = (endpoint: number, change: object) =>
    engine.db.writer('webhooks_endpoint_runtime').where({ endpoint }).update(change)

  test('takes heads only: what is held waits, whatever its age', async () => {
    await engine.endpoint(URL)
    await owe(1, 5, 'usr_ann')
    const claimed = await claimNow()
    assert.equal(claimed.length, 1)
    assert.equal((await claimNow()).length, 0)
  })

  test('gives each endpoint a share before anybody gets more', async () => {
    for (const name of ['a', 'b', 'c']) await engine.endpoint(URL, { name })
    await runtime(1, { cap: 256 })
    await owe(1, 300)
    await owe(2, 20)
    await owe(3, 20)
    assert.deepEqual(byEndpoint(await claimNow({ want: 48 })), { 1: 16, 2: 16, 3: 16 })
  })

  test('lets one endpoint alone fill its cap', async () => {
    await engine.endpoint(URL)
    await runtime(1, { cap: 200 })
    await owe(1, 300)
    assert.equal((await claimNow()).length, 200)
  })

  test('serves endpoints longest unserved first', async () => {
    for (const name of ['a', 'b']) await engine.endpoint(URL, { name })
    await owe(1, 100)
    await owe(2, 100)
    assert.deepEqual(byEndpoint(await claimNow({ want: 16 })), { 1: 16 })
    engine.clock.move(1)
    assert.deepEqual(byEndpoint(await claimNow({ want: 16 })), { 2: 16 })
  })

  test('never has more in flight than the cap, over all claims', async () => {
    await engine.endpoint(URL, { maxInFlight: 20 })
    await owe(1, 100)
    assert.equal((await claimNow()).length, 20)
    assert.equal((await claimNow()).length, 0)
    const [first] = await engine.deliveries({ state: 'leased' })
    await settle({ ...first, id: first.id, token: first.token })
    assert.equal((await claimNow()).length, 1)
  })

  test('leaves slots to endpoints that answer quickly', async () => {
    for (const name of ['slow', 'quick']) await engine.endpoint(URL, { name })
    await owe(1, 100)
    await owe(2, 100)
    const claimed = await claimNow({ want: 30, wantSlow: 4, slow: new Set([1]) })
    assert.deepEqual(byEndpoint(claimed), { 1: 4, 2: 26 })
  })

  test('keeps to the rate of an endpoint', async () => {
    await engine.endpoint(URL, { ratePerSecond: 2 })
    await owe(1, 100)
    let claimed = 0
    for (let ms = 0; ms < 10_000; ms += 100) {
      const batch = await claimNow()
      claimed += batch.length
      for (const one of batch) await settle(one)
      engine.clock.move(100)
    }
    assert.ok(claimed >= 19 && claimed <= 21, `${claimed} in ten seconds`)
  })

  test('passes over an endpoint that is off', async () => {
    const { endpoint } = await engine.endpoint(URL)
    await owe(1, 3)
    await engine.service.disableEndpoint(endpoint.id, system)
    assert.equal((await claimNow()).length, 0)
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    assert.equal((await claimNow()).length, 3)
  })

  test('takes a single probe while the breaker is open, early if need be, and none before its time', async () => {
    await engine.endpoint(URL)
    await owe(1, 3)
    await engine.db.writer('webhooks_deliveries').update({ due: now() + 3_600_000 })
    await runtime(1, { breaker: 'open', probe_at: now() + 5000 })
    assert.equal((await claimNow()).length, 0)
    assert.equal(await nextDue(engine.db.reader), now() + 5000)
    engine.clock.move(5000)
    const claimed = await claimNow()
    assert.deepEqual(
      claimed.map(({ probe }) => probe),
      [true],
    )
    assert.equal((await claimNow()).length, 0)
  })

  test('a lease is as long as the timeout and five seconds more', async () => {
    await engine.endpoint(URL, { timeoutMs: 7000 })
    await owe(1, 1)
    const [claimed] = await claimNow()
    assert.equal(claimed?.leaseUntil, now() + 12_000)
  })

  test('a write with the token of a lease that was taken over is refused', async () => {
    await engine.endpoint(URL)
    await owe(1, 1)
    const [slow] = await claimNow()
    assert.ok(slow)
    engine.clock.move(20_000)
    assert.equal(await takeOver(engine, now()), 1)
    const [second] = await claimNow()
    assert.ok(second)
    assert.equal((await settle(slow)).size, 0)
    const [row] = await engine.deliveries()
    assert.equal(row.state, 'leased')
    assert.equal((await settle(second)).size, 1)
  })

  test('a lease that has not ended is not taken over', async () => {
    await engine.endpoint(URL)
    await owe(1, 1)
    await claimNow()
    engine.clock.move(19_000)
    assert.equal(await takeOver(engine, now()), 0)
  })

  test('a delivery that ended five workers is dead, and the next of its lane goes', async () => {
    await engine.endpoint(URL)
    await owe(1, 2, 'usr_ann')
    for (let crash = 0; crash < 5; crash++) {
      const [claimed] = await claimNow()
      assert.equal(claimed?.position, position - 1)
      engine.clock.move(20_000)
      await takeOver(engine, now())
    }
    const states = (await engine.deliveries()).map(({ state, reason }) => [state, reason])
    assert.deepEqual(states, [
      ['dead', 'crashed'],
      ['pending', null],
    ])
  })

  test('the sweep finds a lane without a head however it came about, and promotes it', async () => {
    await engine.endpoint(URL)
    await engine.endpoint(URL)
    await owe(1, 3, 'usr_ann')
    await owe(1, 3, 'usr_bob')
    await owe(2, 2, 'usr_ann')
    assert.equal((await promoteHeadless(engine, [0, ''])).found, 0)
    await engine.db.writer('webhooks_deliveries').where({ endpoint: 2, state: 'pending' }).delete()
    await engine.db.writer('webhooks_deliveries').where({ lane: 'usr_bob', state: 'pending' }).delete()
    const first = await promoteHeadless(engine, [0, ''], 2)
    assert.equal(first.found, 1)
    const second = await promoteHeadless(engine, first.next, 2)
    assert.equal(second.found, 1)
    assert.deepEqual(second.next, [0, ''])
    assert.equal((await promoteHeadless(engine, [0, ''])).found, 0)
    assert.equal((await claimNow()).length, 3)
  })

  test('promotion leaves a lane alone whose head is still open', async () => {
    await engine.endpoint(URL)
    await owe(1, 3, 'usr_ann')
    const lanes = [{ endpoint: 1, lane: 'usr_ann' }]
    const promote = () => engine.db.transaction((tx) => promoteHeads(tx, engine.db.dialect, lanes, now()))
    assert.equal(await promote(), 0)
    const [head] = await claimNow()
    assert.ok(head)
    assert.equal(await promote(), 0)
    await settle(head)
    assert.equal(await promote(), 1)
    assert.equal(await promote(), 0)
  })
})
