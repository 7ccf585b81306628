import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { sumOwed } from '../../../plugins/webhooks/ledger/owed.ts'
import { keepsEventsFrom, retain } from '../../../plugins/webhooks/retention.ts'
import { removeOldEvents } from '../../../src/hooks/retention.ts'
import { parkEvent } from '../../../src/repositories/subscriber-cursors.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { until } from '../../support/wait.ts'
import { people } from './engine-people.ts'
import { openEngine, type RunningEngine, registered, renamed, system } from './running-engine.ts'

const DAY = 24 * 3_600_000
const NOWHERE = 'http://127.0.0.1:9/oa'

describe('retention', () => {
  let receiver: Receiver
  let engine: RunningEngine
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    await receiver.script([{ body: 'thanks' }])
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const parts = () => ({ db: engine.db, clock: engine.clock, log: engine.log, retentionDays: 30 })
  const run = () => retain(parts(), async () => {})
  const removeEvents = async () => {
    const subscribers = [engine.engine.fanOut]
    let removed = 0
    let slice: number
    do {
      slice = await removeOldEvents({ db: engine.db, clock: engine.clock, subscribers })
      removed += slice
    } while (slice > 0)
    return removed
  }
  const sum = async () => {
    while ((await sumOwed(engine.db)) > 0);
  }
  const ledger = () => engine.engine.ledger.readLedger()
  const count = async (table: string) =>
    Number((await engine.db.reader(table).count({ count: '*' }).first())?.count)
  const fannedOut = (deliveries: number) =>
    until('all is fanned out', async () => (await engine.deliveries()).length === deliveries)

  test('forgets what old repairs found, and keeps that there were any', async () => {
    await people(engine, 3)
    const { endpoint } = await engine.endpoint(NOWHERE)
    const { repairs } = engine.engine
    const find = async () => {
      const { id } = await repairs.startRepair(endpoint.id, null, system)
      await repairs.compareUsers(endpoint.id, id, { after: '', until: null }, [])
      return id
    }
    await find()
    engine.clock.move(31 * DAY)
    const recent = await find()
    await run()
    assert.equal(await count('webhooks_repair_users'), 3)
    assert.equal((await repairs.getRepair(endpoint.id, recent)).found.missing, 3)
    assert.equal(await count('webhooks_repairs'), 2)
  })

  test('removes what ended longer ago with its attempts, and the ledger still balances', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await engine.settled()
    engine.clock.move(20 * DAY)
    await engine.announce(registered('usr_bob'))
    await engine.settled()
    engine.clock.move(11 * DAY)
    assert.equal(await run(), 2)
    assert.deepEqual(
      (await engine.deliveries()).map(({ lane }) => lane),
      ['usr_bob'],
    )
    assert.equal(await count('webhooks_attempts'), 1)
    const { balanced, total } = await ledger()
    assert.equal(balanced, true)
    assert.deepEqual([total.owed, total.states.delivered, total.removed.delivered], [3, 1, 2])
    const event = await engine.db.reader('events').where('type', 'user.updated').first('id')
    const endpoint = (await engine.service.listEndpoints()).data[0]?.id ?? ''
    const { answers } = await engine.engine.ledger.explain(event?.id, endpoint)
    assert.equal(answers[0]?.code, 'removed')
  })

  test('counts from the end, so that what arrived late stays to be seen', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(1)
    await engine.service.disableEndpoint(endpoint.id, system)
    engine.clock.move(20 * DAY)
    await engine.stop()
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    engine.start()
    await engine.settled()
    engine.clock.move(11 * DAY)
    assert.equal(await run(), 0)
    engine.clock.move(20 * DAY)
    assert.equal(await run(), 1)
  })

  test('never touches what is open', async () => {
    await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await fannedOut(2)
    engine.clock.move(400 * DAY)
    assert.equal(await run(), 0)
    assert.deepEqual(
      (await engine.deliveries()).map(({ state }) => state),
      ['pending', 'held'],
    )
  })

  test('ends what was parked for longer as dead(expired), and keeps that to be seen', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'), registered('usr_bob'))
    await fannedOut(3)
    await engine.service.disableEndpoint(endpoint.id, system)
    engine.clock.move(29 * DAY)
    await run()
    assert.equal((await ledger()).total.parked, 3)
    engine.clock.move(2 * DAY)
    assert.equal(await run(), 0)
    assert.deepEqual((await ledger()).total.states.dead, { expired: 3 })
    engine.clock.move(31 * DAY)
    assert.equal(await run(), 3)
    assert.equal((await ledger()).balanced, true)
  })

  test('an endpoint that was switched on again keeps what waits', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(1)
    await engine.service.disableEndpoint(endpoint.id, system)
    engine.clock.move(29 * DAY)
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    engine.clock.move(10 * DAY)
    await run()
    assert.equal((await ledger()).total.states.pending, 1)
  })

  test('a tombstone goes when nothing hangs on it any more, and its sums stay', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    await engine.service.deleteEndpoint(endpoint.id, system)
    await engine.announce(renamed('usr_ann', 'Anne'))
    await engine.settled()
    await sum()
    engine.clock.move(31 * DAY)
    await run()
    const { balanced, total, endpoints } = await ledger()
    assert.deepEqual(endpoints, [])
    assert.deepEqual([balanced, total.owed, total.removed.delivered], [true, 1, 1])
    for (const table of ['endpoints', 'endpoint_versions', 'endpoint_runtime', 'secrets'])
      assert.equal(await count(`webhooks_${table}`), 0, table)
  })

  test('is done in transactions that write few rows each', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.startFanOut()
    await engine.announce(...Array.from({ length: 450 }, (_, n) => registered(`usr_${n}`)))
    await fannedOut(450)
    await engine.db.writer('webhooks_deliveries').update({ state: 'delivered' })
    engine.clock.move(31 * DAY)
    const sizes: number[] = []
    let rows = 450
    await retain(parts(), async () => {
      const left = await count('webhooks_deliveries')
      sizes.push(rows - left)
      rows = left
    })
    assert.equal(rows, 0)
    assert.ok(sizes.length > 2, `${sizes}`)
    assert.equal(sizes[0], 100)
    assert.equal((await ledger()).balanced, true)
  })

  test('by two nodes at once counts each delivery and each tombstone once', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.startFanOut()
    await engine.announce(...Array.from({ length: 300 }, (_, n) => registered(`usr_${n}`)))
    await fannedOut(300)
    await engine.db.writer('webhooks_deliveries').update({ state: 'delivered' })
    await engine.service.deleteEndpoint(endpoint.id, system)
    await sum()
    engine.clock.move(31 * DAY)
    const removed = await Promise.all([run(), run()])
    assert.equal((removed[0] ?? 0) + (removed[1] ?? 0), 300)
    await Promise.all([run(), run()])
    const { balanced, total } = await ledger()
    assert.deepEqual([balanced, total.owed, total.removed.delivered], [true, 300, 300])
  })

  test('old events go, up to the first that a delivery still needs', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    const { endpoint: slow } = await engine.endpoint(NOWHERE, { events: ['user.updated'] })
    engine.start()
    await engine.announce(registered('usr_ann'), registered('usr_bob'))
    await engine.service.disableEndpoint(slow.id, system)
    await until(
      'both are delivered',
      async () => (await engine.deliveries({ state: 'delivered' })).length === 2,
    )
    await engine.announce(renamed('usr_ann', 'Anne'))
    await engine.settled()
    await sum()
    const kept = await engine.db.reader('logged_events').where({ type: 'user.updated' }).first('position')
    await engine.db
      .writer('webhooks_deliveries')
      .where({ endpoint: 2 })
      .update({ state: 'pending', reason: null })
    await engine.service.enableEndpoint(slow.id, {}, system)
    await engine.stop()
    engine.clock.move(31 * DAY)
    await run()
    const removed = await removeEvents()
    assert.ok(removed >= 2, `${removed}`)
    const oldest = await engine.db.reader('logged_events').orderBy('position').first('position')
    assert.equal(oldest?.position, kept?.position)
    assert.equal((await ledger()).balanced, true)
  })

  test('young events stay, and so do those that the ledger has not summed up yet', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    await engine.stop()
    const head = (await ledger()).head
    await engine.db.writer('webhooks_ledger').update({ position: 0 })
    await engine.db.writer('webhooks_ledger_owed').delete()
    engine.clock.move(31 * DAY)
    await run()
    assert.equal(await keepsEventsFrom(parts()), 1)
    assert.equal(await removeEvents(), 0)
    await sum()
    assert.equal(await removeEvents(), head)
    assert.equal((await ledger()).balanced, true)
    await engine.announce(registered('usr_bob'))
    engine.start()
    await engine.settled()
    assert.equal((await ledger()).position, head + 1)
    assert.equal(await removeEvents(), 0)
    assert.equal((await ledger()).balanced, true)
  })

  test('an event that a subscriber has not read, or that is set aside, stays however old', async () => {
    await engine.announce(registered('usr_ann'), registered('usr_bob'))
    engine.startFanOut()
    await until('both are read', async () => (await ledger()).position === 2)
    await engine.stop()
    await sum()
    engine.clock.move(31 * DAY)
    const cursors = () => engine.db.writer('subscriber_cursors')
    await cursors().insert({ name: 'audit', position: 0, seen_at: engine.clock.now() })
    assert.equal(await removeEvents(), 0)
    await cursors().where({ name: 'audit' }).update({ position: 1 })
    assert.equal(await removeEvents(), 1)
    engine.clock.move(31 * DAY)
    await engine.db.writer('parked_events').insert({ subscriber: 'x', position: 2, error: '', parked_at: 0 })
    assert.equal(await removeEvents(), 0)
    await engine.db.writer('parked_events').delete()
    assert.equal(await removeEvents(), 1)
  })

  test('the server keeps the sums and removes what is old by itself', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    await engine.stop()
    engine.clock.move(31 * DAY)
    engine.start()
    await until('the delivery is removed', async () => (await engine.deliveries()).length === 0)
    await until('the sums are kept', async () => {
      const marks = await engine.db.reader('webhooks_ledger').first('position')
      return marks?.position === (await ledger()).head
    })
    assert.equal((await ledger()).balanced, true)
  })

  test('keeps an event that was set aside and is taken again at the same moment', async () => {
    await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(1)
    await engine.stop()
    const { fanOut } = engine.engine
    await engine.db.transaction(async (tx) => {
      await tx('webhooks_deliveries').delete()
      await parkEvent(tx, fanOut.name, 2, 'it hurt', engine.clock.now())
    })
    engine.clock.move(31 * DAY)
    await sum()
    const subscriber = {
      ...fanOut,
      async keepsEventsFrom() {
        const from = (await fanOut.keepsEventsFrom?.()) ?? 0
        await engine.retryParked(2)
        return from
      },
    }
    await removeOldEvents({ db: engine.db, clock: engine.clock, subscribers: [subscriber] })
    assert.equal((await engine.deliveries({ position: 2 })).length, 1)
    assert.equal((await engine.db.reader('log').where({ position: 2 })).length, 1)
  })
})
