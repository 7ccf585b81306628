import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { publicId } from '../../../../plugins/webhooks/delivery/delivery.ts'
import { serverEvent } from '../../../../src/domain/event-catalogue.ts'
import { numberEvents, readLog } from '../../../../src/repositories/log.ts'
import { numberAll } from '../../../support/number-all.ts'
import { until } from '../../../support/wait.ts'
import { openEngine, type RunningEngine, registered, renamed, system } from '../running-engine.ts'

const URL = 'http://127.0.0.1:9/oa'

describe('fan-out', () => {
  let engine: RunningEngine
  beforeEach(async () => {
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const fannedOut = () =>
    until('all is fanned out', async () => {
      const read = engine.db.reader
      // In the order in which an event goes through them, or one on its way is overlooked.
      const waiting = await read('outbox').first('seq')
      const head = await read('log_head').first('position')
      const cursor = await read('subscriber_cursors').first('position')
      return !waiting && cursor?.position === head?.position
    })
  const rows = async () =>
    (await engine.deliveries()).map(({ endpoint, position, variant, lane, state, reason }) => ({
      endpoint,
      position,
      variant,
      lane,
      state,
      reason,
    }))
  const states = async (where: object = {}) => (await engine.deliveries(where)).map(({ state }) => state)

  test('the oldest open delivery of a user is the head, and those behind it are held', async () => {
    await engine.endpoint(URL)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'), registered('usr_bob'))
    await fannedOut()
    await engine.announce(renamed('usr_ann', 'Anna'), renamed('usr_bob', 'Bobby'))
    await fannedOut()
    assert.deepEqual(await states({ lane: 'usr_ann' }), ['pending', 'held', 'held'])
    assert.deepEqual(await states({ lane: 'usr_bob' }), ['pending', 'held'])
  })

  test('an endpoint that switched order off has no lanes', async () => {
    await engine.endpoint(URL, { ordered: false })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ lane, state }) => [lane, state]),
      [
        [null, 'pending'],
        [null, 'pending'],
      ],
    )
  })

  test('what comes from a quiet import is owed and skipped, and holds up nothing that follows', async () => {
    await engine.endpoint(URL)
    engine.startFanOut()
    const quiet = { ...system, quiet: true as const }
    const said = { ...system, userAgent: '"quiet":true' }
    await engine.announce({ ...registered('usr_ann'), context: quiet }, renamed('usr_ann', 'Anne'), {
      ...registered('usr_bob'),
      context: said,
    })
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ state, reason }) => [state, reason]),
      [
        ['skipped', 'quiet_import'],
        ['pending', null],
        ['pending', null],
      ],
    )
    const [first] = await engine.deliveries()
    await engine.service.resendDelivery(publicId('dlv', first.id), system)
    assert.deepEqual(await states({ id: first.id }), ['pending'])
  })

  test('facts that strangers cause have no lane and wait for nobody', async () => {
    await engine.endpoint(URL)
    engine.startFanOut()
    const failed = { reason: 'bad_credentials' as const, identifier: 'ann' }
    await engine.announce(
      registered('usr_ann'),
      serverEvent('user.login.failed', 'usr_ann', failed, system),
      renamed('usr_ann', 'Anne'),
    )
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ lane, state }) => [lane, state]),
      [
        ['usr_ann', 'pending'],
        [null, 'pending'],
        ['usr_ann', 'held'],
      ],
    )
  })

  test('one event becomes one row for each endpoint that wants it, and none for the others', async () => {
    await engine.endpoint(URL)
    await engine.endpoint(URL, { events: ['user.updated'] })
    await engine.endpoint(URL, { events: ['*'] })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ endpoint }) => endpoint),
      [1, 3],
    )
  })

  test('in the genauth format each wanted name is a delivery of its own, in one lane', async () => {
    await engine.endpoint(URL, { format: 'genauth', events: ['register', 'user:created'] })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ variant, state }) => [variant, state]),
      [
        ['register', 'pending'],
        ['user:created', 'held'],
      ],
    )
  })

  test('an endpoint is owed nothing from before it was made', async () => {
    await engine.announce(registered('usr_ann'))
    engine.startFanOut()
    await fannedOut()
    await engine.endpoint(URL)
    await engine.announce(registered('usr_bob'))
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ lane }) => lane),
      ['usr_bob'],
    )
  })

  test('an edit counts from the next position, even while older events wait for fan-out', async () => {
    const { endpoint } = await engine.endpoint(URL, { events: ['user.updated'] })
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await engine.db.transaction((tx) => numberEvents(tx, engine.db.dialect, 10))
    await engine.service.editEndpoint(endpoint.id, { events: ['user.registered'] }, system)
    engine.startFanOut()
    await engine.announce(registered('usr_bob'), renamed('usr_bob', 'Bobby'))
    await fannedOut()
    const owed = (await engine.service.listDeliveries({})).data.map(({ event }) => [
      event.subject,
      event.type,
    ])
    assert.deepEqual(owed.reverse(), [
      ['usr_ann', 'user.updated'],
      ['usr_bob', 'user.registered'],
    ])
    const versions = await engine.db.writer('webhooks_endpoint_versions').orderBy('id')
    assert.deepEqual(
      versions.map((version) => version.to_position),
      [versions[1].from_position - 1, null],
    )
  })

  test('what is filtered out and what comes while the endpoint is off are rows with a reason', async () => {
    const { endpoint } = await engine.endpoint(URL, {
      filter: { all: [{ path: 'data.user.username', equals: 'usr_ann' }] },
    })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), registered('usr_bob'))
    await fannedOut()
    await engine.service.disableEndpoint(endpoint.id, system)
    await engine.announce(renamed('usr_ann', 'Anne'))
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ state, reason }) => [state, reason]),
      [
        ['pending', null],
        ['skipped', 'filtered'],
        ['skipped', 'disabled'],
      ],
    )
  })

  test('a skipped delivery takes no place in its lane', async () => {
    await engine.endpoint(URL, { filter: { all: [{ path: 'type', equals: 'user.updated' }] } })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await fannedOut()
    assert.deepEqual(await states(), ['skipped', 'pending'])
  })

  test('an endpoint never gets events about itself, and hears of others if it asks', async () => {
    const first = await engine.endpoint(URL, { events: ['webhook.*'] })
    engine.startFanOut()
    await engine.service.editEndpoint(first.endpoint.id, { name: 'Renamed' }, system)
    await fannedOut()
    assert.equal((await rows()).length, 0)
    await engine.endpoint(URL)
    await fannedOut()
    assert.deepEqual(
      (await engine.service.listDeliveries({})).data.map(({ event }) => event.type),
      ['webhook.endpoint.created'],
    )
  })

  test('a deleted endpoint is owed nothing more, and what waited is skipped', async () => {
    const { endpoint } = await engine.endpoint(URL)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut()
    await engine.service.deleteEndpoint(endpoint.id, system)
    await engine.announce(registered('usr_bob'))
    await fannedOut()
    await engine.stop()
    engine.start()
    await engine.settled()
    assert.deepEqual(
      (await rows()).map(({ lane, state, reason }) => [lane, state, reason]),
      [['usr_ann', 'skipped', 'endpoint_deleted']],
    )
  })

  test('an addressed event whose endpoint was deleted meanwhile is skipped, not lost', async () => {
    const { endpoint } = await engine.endpoint(URL)
    await engine.service.sendTest(endpoint.id, system)
    await engine.service.deleteEndpoint(endpoint.id, system)
    engine.startFanOut()
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ state, reason }) => [state, reason]),
      [['skipped', 'endpoint_deleted']],
    )
  })

  test('events read twice are owed once', async () => {
    await engine.endpoint(URL)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await fannedOut()
    await engine.stop()
    const before = await rows()
    await engine.db.writer('subscriber_cursors').update({ position: 0 })
    engine.startFanOut()
    await fannedOut()
    assert.deepEqual(await rows(), before)
  })

  test('more rows than fit one transaction are written in several, none twice', async () => {
    for (let n = 0; n < 30; n++) await engine.endpoint(URL, { name: `OA ${n}` })
    await engine.announce(...Array.from({ length: 200 }, (_, n) => registered(`usr_${n}`)))
    engine.startFanOut()
    await fannedOut()
    assert.equal((await rows()).length, 30 * 200)
  })

  test('an event that cannot be judged is skipped with an error, and those behind it go on', async () => {
    await engine.endpoint(URL, { filter: { all: [{ path: 'data.user.username', exists: true }] } })
    await engine.announce(registered('usr_ann'), registered('usr_bob'))
    const first = await engine.db.writer('events').where('subject', 'usr_ann').first()
    await engine.db.writer('events').where({ seq: first.seq }).update({ data: '{ not JSON' })
    engine.startFanOut()
    await fannedOut()
    assert.deepEqual(
      (await rows()).map(({ state, reason }) => [state, reason]),
      [
        ['skipped', 'error'],
        ['pending', null],
      ],
    )
  })

  test('what an endpoint wanted in a transaction that was undone is forgotten with it', async () => {
    await engine.endpoint(URL, { events: ['user.registered'] })
    await engine.announce(registered('usr_ann'))
    await numberAll(engine.db)
    const events = await readLog(engine.db.reader, 0, 10)
    const { fanOut } = engine.engine
    const version = () => engine.db.writer('webhooks_endpoint_versions').where({ endpoint: 1 })
    await assert.rejects(
      engine.db.transaction(async (tx) => {
        await tx('webhooks_endpoint_versions').update({ events: '["user.deleted"]' })
        await fanOut.begin?.(tx, 0)
        await fanOut.consume(tx, events)
        throw new Error('the disk is full')
      }),
    )
    assert.equal((await version().first())?.events, '["user.registered"]')
    const unbegun = engine.db.transaction((tx) => fanOut.consume(tx, events))
    await assert.rejects(unbegun, /has to begin/)
    await engine.db.transaction(async (tx) => {
      await fanOut.begin?.(tx, 0)
      await fanOut.consume(tx, events)
    })
    assert.equal((await engine.deliveries()).length, 1)
  })
})
