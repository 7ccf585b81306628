import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { Database } from '../../../../src/db/database.ts'
import { openTestDatabase } from '../../../support/database.ts'
import { until } from '../../../support/wait.ts'
import { openEngine, type RunningEngine, registered, renamed, schemas, system } from '../running-engine.ts'

const NOWHERE = 'http://127.0.0.1:9/oa'

describe('switching an endpoint on and skipping what waits', () => {
  let engine: RunningEngine
  /** Rows that became skipped, for each transaction that skipped any. */
  const slices: number[] = []
  /** Thrown by the next transaction after so many that skipped something. */
  let failAfter = Number.POSITIVE_INFINITY

  beforeEach(async () => {
    slices.length = 0
    failAfter = Number.POSITIVE_INFINITY
    const store = await openTestDatabase(schemas)
    const counted: Database['transaction'] = (work) =>
      store.db.transaction(async (tx) => {
        const skipped = async () => {
          const row = await tx('webhooks_deliveries').where({ reason: 'disabled' }).count({ n: '*' }).first()
          return Number(row?.n)
        }
        const before = await skipped()
        const answer = await work(tx)
        const rows = (await skipped()) - before
        if (rows > 0 && slices.length >= failAfter) throw new Error('the server ended here')
        if (rows > 0) slices.push(rows)
        return answer
      })
    const db = { ...store.db, transaction: counted }
    engine = await openEngine({ store: { ...store, db } })
  })
  afterEach(() => engine.close())

  const states = async () => {
    const counts = new Map<string, number>()
    for (const { state, reason } of await engine.deliveries()) {
      const name = reason === null ? state : `${state}:${reason}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    return Object.fromEntries(counts)
  }
  const enable = (id: string) => engine.service.enableEndpoint(id, { waiting: 'skip' }, system)
  /** An endpoint that is off, with so many rows of three lanes and of none waiting. */
  const parked = async (count: number) => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    await engine.service.disableEndpoint(endpoint.id, system)
    const lanes = ['usr_ann', 'usr_bob', 'usr_cid', null]
    const rows = Array.from({ length: count }, (_, n) => ({
      endpoint: 1,
      position: n + 1,
      lane: lanes[n % 4],
      state: n < 4 || lanes[n % 4] === null ? 'pending' : 'held',
      due: 0,
    }))
    for (let at = 0; at < count; at += 100)
      await engine.db.writer('webhooks_deliveries').insert(rows.slice(at, at + 100))
    return endpoint
  }

  test('ends them in transactions of at most 2,000 rows each', async () => {
    const endpoint = await parked(2500)
    await enable(endpoint.id)
    assert.deepEqual(await states(), { 'skipped:disabled': 2500 })
    assert.ok(slices.length > 1 && Math.max(...slices) <= 2000, `the slices were ${slices}`)
    assert.equal((await engine.service.getEndpoint(endpoint.id)).enabled, true)
  })

  test('goes on where it was ended halfway, and no lane is without a head meanwhile', async () => {
    const endpoint = await parked(2500)
    failAfter = 1
    await assert.rejects(enable(endpoint.id), /the server ended here/)
    assert.equal((await engine.service.getEndpoint(endpoint.id)).enabled, false)
    const { held = 0, pending = 0 } = await states()
    assert.ok(held + pending > 0 && held + pending < 2500)
    const open = (await engine.deliveries()).filter(({ state, lane }) => state !== 'skipped' && lane !== null)
    for (const lane of new Set(open.map((row) => row.lane)))
      assert.equal(open.find((row) => row.lane === lane)?.state, 'pending', lane)
    failAfter = Number.POSITIVE_INFINITY
    await enable(endpoint.id)
    assert.deepEqual(await states(), { 'skipped:disabled': 2500 })
  })

  test('never looks at what has ended, however long the past is', async () => {
    // PostgreSQL chooses by its statistics, and there are none of a database of eight rows.
    if (engine.db.dialect.name !== 'sqlite') return
    const endpoint = await parked(8)
    const seen: { sql: string; bindings?: readonly (string | number)[] }[] = []
    const note = (query: { sql: string; bindings?: readonly (string | number)[] }) => seen.push(query)
    engine.db.writer.on('query', note)
    await enable(endpoint.id)
    engine.db.writer.off('query', note)
    const skip = seen.find(
      ({ bindings = [] }) => bindings.includes('disabled') && bindings.includes('skipped'),
    )
    const plan = await engine.db.reader.raw(`explain query plan ${skip?.sql}`, [...(skip?.bindings ?? [])])
    const steps = plan.map(({ detail }: { detail: string }) => detail).join('\n')
    assert.match(steps, /USING .*INDEX webhooks_deliveries_lane \(endpoint=\?\)/)
    assert.doesNotMatch(steps, /TEMP B-TREE/)
  })

  test('leaves what a resend or a replay had opened in the state from before', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE, { retry: { delays: [] } })
    engine.start()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'), registered('usr_bob'))
    await engine.settled()
    await engine.stop()
    const before = await engine.deliveries()
    assert.deepEqual(await states(), { 'dead:exhausted': 3 })
    const [, , bob] = before
    const [newest] = (await engine.service.listDeliveries({ subject: 'usr_bob' })).data
    await engine.service.resendDelivery(newest?.id ?? '', system)
    const { id } = await engine.engine.replays.startReplay(
      endpoint.id,
      { which: 'failed', fromAt: null, untilAt: null, types: null, to: null },
      system,
    )
    // The endpoint is off before the replay has sent anything: what it opens waits here.
    await engine.service.editEndpoint(endpoint.id, { ratePerSecond: 0.01 }, system)
    await engine.db.writer('webhooks_endpoint_runtime').update({ tokens: 0, tokens_at: engine.clock.now() })
    engine.start()
    await until('the replay is open', async () => (await states()).held === 1)
    await engine.service.disableEndpoint(endpoint.id, system)
    await enable(endpoint.id)
    const kept = ({ state, reason, tries }: (typeof before)[number]) => [state, reason, tries]
    assert.deepEqual((await engine.deliveries()).map(kept), before.map(kept))
    assert.equal(bob.tries, 1)
    assert.equal((await engine.engine.replays.getReplay(endpoint.id, id)).state, 'stopped')
    assert.ok((await engine.engine.ledger.readLedger()).balanced)
  })
})
