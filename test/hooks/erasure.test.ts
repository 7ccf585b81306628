import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { eraseGoneUsers } from '../../src/hooks/erasure.ts'
import { ensureCursor, parkEvent } from '../../src/repositories/subscriber-cursors.ts'
import {
  deleted,
  openEngine,
  type RunningEngine,
  registered,
  renamed,
  system,
} from '../plugins/webhooks/running-engine.ts'
import { numberAll } from '../support/number-all.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { until } from '../support/wait.ts'

const DAY = 24 * 3_600_000
describe('the payloads of a deleted user', () => {
  let receiver: Receiver
  let engine: RunningEngine
  let seen = 0
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    await receiver.script([{ body: 'hello usr_ann' }])
    seen = (await receiver.counts()).requests
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const erase = () =>
    eraseGoneUsers({
      db: engine.db,
      clock: engine.clock,
      log: engine.log,
      subscribers: [engine.engine.fanOut],
    })
  const payloads = async (userId: string) =>
    (await engine.db.reader('events').where({ subject: userId }).whereNotNull('data')).length

  test('go once all is delivered, with what receivers answered; others stay', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'), registered('usr_bob'), deleted('usr_ann'))
    await engine.settled()
    assert.equal(await erase(), 1)
    assert.equal(await payloads('usr_ann'), 0)
    assert.equal(await payloads('usr_bob'), 1)
    const bodies = (await engine.db.reader('webhooks_attempts').orderBy('id')).map((row) => row.response_body)
    assert.deepEqual(bodies.filter((body) => body === null).length, 2)
    assert.deepEqual(bodies.filter((body) => body === 'hello usr_ann').length, 1)
    const rows = await engine.db.reader('events').where({ subject: 'usr_ann' })
    for (const row of rows) assert.deepEqual(JSON.parse(row.context), { actor: { type: 'system' } })
    assert.equal(await erase(), 0)
    assert.equal((await engine.engine.ledger.readLedger()).balanced, true)
  })

  test('stay while a delivery about the user is open, for thirty days at most', async () => {
    await receiver.script([{ status: 500 }])
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { ordered: false })
    engine.start()
    await engine.announce(renamed('usr_ann', 'Anne'), deleted('usr_ann'))
    await until('both failed', async () => (await engine.deliveries({ tries: 1 })).length === 2)
    assert.equal(await erase(), 0)
    await engine.service.disableEndpoint(endpoint.id, system)
    engine.clock.move(29 * DAY)
    assert.equal(await erase(), 0)
    assert.equal(await payloads('usr_ann'), 2)
    engine.clock.move(DAY)
    assert.equal(await erase(), 1)
    assert.equal(await payloads('usr_ann'), 0)
    await receiver.script([{}])
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    await engine.settled()
    assert.deepEqual(
      (await engine.deliveries()).map(({ state, reason }) => `${state}:${reason}`),
      ['skipped:erased', 'skipped:erased'],
    )
    assert.equal((await receiver.requests(seen)).length, 2)
  })

  test('stay until the deletion itself is fanned out', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    await engine.announce(registered('usr_ann'), deleted('usr_ann'))
    assert.equal(await erase(), 0)
    engine.start()
    await engine.settled()
    assert.equal((await receiver.requests(seen)).length, 2)
    assert.equal(await erase(), 1)
  })

  test('stay while an event about the user is set aside, which is then sent whole', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    const name = engine.engine.fanOut.name
    await engine.announce(registered('usr_ann'), registered('usr_bob'))
    await numberAll(engine.db)
    await engine.db.transaction(async (tx) => {
      await ensureCursor(tx, name, 3, engine.clock.now())
      for (const position of [2, 3]) await parkEvent(tx, name, position, 'it hurt', engine.clock.now())
    })
    engine.start()
    await engine.announce(deleted('usr_ann'))
    await engine.settled()
    assert.equal(await erase(), 0)
    await engine.retryParked(2)
    await engine.settled()
    assert.deepEqual(
      (await engine.deliveries({ position: 2 })).map(({ state, reason }) => [state, reason]),
      [['delivered', null]],
    )
    assert.equal(await erase(), 1)
  })

  test('are not sent again: a resend or a replay afterwards ends as skipped(erased)', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'), deleted('usr_ann'))
    await engine.settled()
    await erase()
    const [newest] = (await engine.service.listDeliveries({})).data
    await engine.service.resendDelivery(newest?.id ?? '', system)
    await engine.settled()
    const all = { which: 'all', fromAt: null, untilAt: null, types: null, to: null } as const
    assert.equal((await engine.engine.replays.previewReplay(endpoint.id, all)).erased, 1)
    const { id } = await engine.engine.replays.startReplay(endpoint.id, all, system)
    await until('it is done', async () => {
      return (await engine.engine.replays.getReplay(endpoint.id, id)).state === 'done'
    })
    assert.deepEqual(
      (await engine.deliveries()).map(({ state, reason }) => `${state}:${reason}`),
      ['skipped:erased', 'skipped:erased'],
    )
    assert.equal((await receiver.requests(seen)).length, 2)
    assert.equal((await engine.engine.ledger.readLedger()).balanced, true)
  })

  test('of many events go slice by slice, the deletion last, so that a crash in between is made good', async () => {
    engine.startFanOut()
    await engine.announce(
      registered('usr_ann'),
      ...Array.from({ length: 250 }, (_, n) => renamed('usr_ann', `${n}`)),
      deleted('usr_ann'),
    )
    await until('all is read', async () => {
      const { position, head } = await engine.engine.ledger.readLedger()
      return head === 252 && position === head
    })
    const transaction = engine.db.transaction
    let left = 2
    const dying = {
      ...engine.db,
      transaction: async (work: Parameters<typeof transaction>[0]) => {
        left -= 1
        if (left < 0) throw new Error('the server died')
        return transaction(work)
      },
    }
    const parts = { db: dying, clock: engine.clock, log: engine.log, subscribers: [engine.engine.fanOut] }
    await assert.rejects(eraseGoneUsers(parts as Parameters<typeof eraseGoneUsers>[0]), /died/)
    assert.equal(await payloads('usr_ann'), 52)
    assert.equal(await erase(), 1)
    assert.equal(await payloads('usr_ann'), 0)
  })
})
