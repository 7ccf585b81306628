import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { numberEvents } from '../../../src/repositories/log.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { until } from '../../support/wait.ts'
import { changeName, leave, people } from './engine-people.ts'
import { assertOneMoment } from './one-moment.ts'
import { openEngine, type RunningEngine, system } from './running-engine.ts'

interface Post {
  readonly type: string
  readonly id: string
  readonly position: number
  readonly sequence: number
  readonly data: { readonly user?: { readonly id: string; readonly name: string }; readonly userId?: string }
}

describe('a backfill', () => {
  let receiver: Receiver
  let engine: RunningEngine
  let seen = 0
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    await receiver.script([{}])
    seen = (await receiver.counts()).requests
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const arrived = async (): Promise<Post[]> =>
    (await receiver.requests(seen)).map(({ body }) => JSON.parse(body) as Post)
  const backfills = () => engine.engine.backfills
  const start = (endpoint: string, request = {}) => backfills().startBackfill(endpoint, request, system)
  const ended = (endpoint: string, id: string) =>
    until('the backfill has ended', async () => {
      const view = await backfills().getBackfill(endpoint, id)
      return (view.state === 'done' || view.state === 'stopped') && view
    })
  const balanced = async () => {
    const { balanced, endpoints } = await engine.engine.ledger.readLedger()
    assert.ok(balanced, JSON.stringify(endpoints))
  }
  /** An endpoint that was made after these users, so that it never heard of them. */
  const newcomer = async (users: number, rest: object = {}) => {
    const ids = await people(engine, users)
    // An endpoint wants what comes after its making; what has no place in the log yet comes after.
    await engine.db.transaction((tx) => numberEvents(tx, engine.db.dialect, 1000))
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, rest)
    return { ids, endpoint }
  }

  test('of everybody sends each user once, with the sequence that they have', async () => {
    const { ids, endpoint } = await newcomer(120)
    await changeName(engine, ids[7] ?? '', 'Seventh')
    engine.start()
    await engine.settled()
    seen = (await receiver.counts()).requests
    const { id, total } = await start(endpoint.id)
    assert.equal(total, 120)
    const view = await ended(endpoint.id, id)
    assert.deepEqual([view.state, view.delivered, view.open, view.left], ['done', 120, 0, 0])
    const posts = await arrived()
    assert.deepEqual(posts.map(({ data }) => data.user?.id).sort(), ids)
    assert.deepEqual(new Set(posts.map(({ type }) => type)), new Set(['user.snapshot']))
    const seventh = posts.find(({ data }) => data.user?.id === ids[7])
    assert.deepEqual([seventh?.sequence, seventh?.data.user?.name], [2, 'Seventh'])
    assert.ok(posts.every(({ sequence, data }) => sequence === 1 || data.user?.id === ids[7]))
    await balanced()
  })

  test('does not count a sequence up, and reaches no other endpoint', async () => {
    const { ids, endpoint } = await newcomer(2)
    await engine.endpoint(`${receiver.url}/other`)
    engine.start()
    const { id } = await start(endpoint.id)
    await ended(endpoint.id, id)
    await changeName(engine, ids[0] ?? '', 'Next')
    await engine.settled()
    const requests = await receiver.requests(seen)
    const atOther = requests.filter(({ path }) => path === '/other').map(({ body }) => JSON.parse(body).type)
    assert.deepEqual(atOther, ['user.updated'])
    const next = (await arrived()).filter(({ type }) => type === 'user.updated')
    assert.deepEqual(
      next.map(({ sequence }) => sequence),
      [2, 2],
    )
    await balanced()
  })

  test('stands in the user’s lane: behind what was before it, and before what comes after', async () => {
    const { ids, endpoint } = await newcomer(3)
    await receiver.script([{ status: 500 }])
    const [ann = ''] = ids
    await changeName(engine, ann, 'Second')
    engine.start()
    await engine.attempted(1)
    const { id } = await start(endpoint.id, { ids: [ann] })
    await until('its snapshot waits', async () => (await engine.deliveries({ backfill: 1 })).length === 1)
    const [waiting] = await engine.deliveries({ backfill: 1 })
    assert.deepEqual([waiting?.state, waiting?.lane], ['held', ann])
    await changeName(engine, ann, 'Third')
    await receiver.script([{}])
    await until('all three wait', async () => (await engine.deliveries({ lane: ann })).length === 3)
    engine.clock.move(3_600_000)
    await ended(endpoint.id, id)
    await engine.settled()
    const posts = (await receiver.requests(seen)).filter(({ status }) => status === 200)
    const names = posts.map(({ body }) => (JSON.parse(body) as Post).data.user?.name)
    assert.deepEqual(names, ['Second', 'Second', 'Third'])
    await balanced()
  })

  test('of a choice takes in those who fit it, and says beforehand how many and how long', async () => {
    const { ids, endpoint } = await newcomer(10, { ratePerSecond: 2 })
    await engine.db
      .writer('users')
      .where('id', ids[3] ?? '')
      .update({ status: 'blocked' })
    assert.deepEqual(await backfills().previewBackfill(endpoint.id, {}), { count: 10, seconds: 5 })
    assert.deepEqual(await backfills().previewBackfill(endpoint.id, { status: 'blocked' }), {
      count: 1,
      seconds: 1,
    })
    const rows = await engine.db.reader('users').orderBy('id')
    const { created_at } = rows[6] ?? {}
    const since = await backfills().previewBackfill(endpoint.id, { createdFrom: created_at })
    assert.equal(since.count, 4)
    // From here on the clock stands, and with it the rate.
    await engine.service.editEndpoint(endpoint.id, { ratePerSecond: null }, system)
    engine.start()
    const { id } = await start(endpoint.id, { status: 'blocked' })
    await ended(endpoint.id, id)
    assert.deepEqual(
      (await arrived()).map(({ data }) => data.user?.id),
      [ids[3]],
    )
  })

  test('of somebody who is gone says so, with the number of the deletion', async () => {
    const { ids, endpoint } = await newcomer(2)
    const [ann = ''] = ids
    await leave(engine, ann)
    engine.start()
    await engine.settled()
    seen = (await receiver.counts()).requests
    const { id } = await start(endpoint.id, { ids: [ann, ids[1] ?? ''] })
    await ended(endpoint.id, id)
    const gone = (await arrived()).find(({ type }) => type === 'user.gone')
    assert.deepEqual([gone?.data.userId, gone?.sequence, gone?.data.user], [ann, 2, undefined])
    await balanced()
  })

  test('is refused for whom nobody knows, for nobody, and while another one runs', async () => {
    const { endpoint } = await newcomer(3)
    await assert.rejects(start(endpoint.id, { ids: ['usr_never'] }), { code: 'invalid' })
    await assert.rejects(start(endpoint.id, { ids: [] }), { code: 'invalid' })
    await assert.rejects(start(endpoint.id, { status: 'invited' }), { code: 'conflict' })
    await assert.rejects(start('ep_none'), { code: 'not_found' })
    await start(endpoint.id)
    await assert.rejects(start(endpoint.id), { code: 'conflict' })
    await engine.service.disableEndpoint(endpoint.id, system)
    await assert.rejects(start(endpoint.id), { code: 'conflict' })
  })

  test('is read at one moment: what it announces meanwhile is not counted twice', async () => {
    const { endpoint } = await newcomer(1)
    const { id } = await start(endpoint.id)
    await assertOneMoment(engine.db, 'webhooks_backfills', () => backfills().getBackfill(endpoint.id, id))
    await assertOneMoment(engine.db, 'webhooks_backfills', () => backfills().listBackfills(endpoint.id))
  })

  test('has no more open at once than its endpoint takes in ten seconds', async () => {
    const { endpoint } = await newcomer(150, { ratePerSecond: 2 })
    engine.start()
    await start(endpoint.id)
    await until('the first are there', async () => (await engine.deliveries({ backfill: 1 })).length >= 15)
    const open = async () =>
      (await engine.deliveries({ backfill: 1 })).filter(({ state }) => state !== 'delivered').length
    for (let look = 0; look < 5; look++) assert.ok((await open()) <= 20)
  })

  test('that is stopped ends what waits as stopped, and leaves no lane without a head', async () => {
    const { ids, endpoint } = await newcomer(120)
    await receiver.script([{ act: 'hang' }])
    engine.start()
    const { id } = await start(endpoint.id)
    await until('all wait', async () => (await engine.deliveries({ backfill: 1 })).length === 120)
    const [, second = ''] = ids
    await changeName(engine, second, 'Later')
    await until('the change waits', async () => (await engine.deliveries({ lane: second })).length === 2)
    await backfills().stopBackfill(endpoint.id, id, system)
    await until('what waited is skipped', async () =>
      (await engine.deliveries({ backfill: 1 })).every(
        ({ state }) => state === 'skipped' || state === 'leased',
      ),
    )
    await receiver.script([{}])
    engine.clock.move(3_600_000)
    const view = await ended(endpoint.id, id)
    assert.equal(view.state, 'stopped')
    await engine.settled()
    assert.equal((await engine.deliveries({ lane: second })).at(-1)?.state, 'delivered')
    const told = await engine.db.reader('events').where('type', 'like', 'webhook.backfill.%').orderBy('seq')
    assert.deepEqual(
      told.map(({ type }) => type),
      ['webhook.backfill.started', 'webhook.backfill.stopped'],
    )
    await balanced()
  })

  test('goes on where it was when the engine ended midway', async () => {
    const { ids, endpoint } = await newcomer(150)
    await receiver.script([{ delayMs: 30 }])
    engine.start()
    const { id } = await start(endpoint.id)
    for (let stop = 0; stop < 3; stop++) {
      // A fast machine may have sent all of them by the last stop; by the first one it has not.
      const more = Math.min((await receiver.counts()).requests + 1, seen + 150)
      await until('some more arrived', async () => (await receiver.counts()).requests >= more)
      await engine.stop()
      if (stop === 0) assert.notEqual((await backfills().getBackfill(endpoint.id, id)).state, 'done')
      engine.start()
    }
    const view = await ended(endpoint.id, id)
    assert.equal(view.delivered, 150)
    const posts = await arrived()
    assert.deepEqual([...new Set(posts.map(({ data }) => data.user?.id))].sort(), ids)
    assert.equal(new Set(posts.map((post) => post.id)).size, 150)
    await balanced()
  })

  test('rests while its endpoint is off, and goes on once it is on', async () => {
    const { endpoint } = await newcomer(20)
    const { id } = await start(endpoint.id)
    await engine.service.disableEndpoint(endpoint.id, system)
    engine.start()
    await engine.settled()
    assert.equal((await engine.deliveries({ backfill: 1 })).length, 0)
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    assert.equal((await ended(endpoint.id, id)).delivered, 20)
  })

  test('ends with its endpoint', async () => {
    const { endpoint } = await newcomer(20)
    const { id } = await start(endpoint.id)
    await engine.service.deleteEndpoint(endpoint.id, system)
    engine.start()
    assert.equal((await ended(endpoint.id, id)).state, 'stopped')
    await balanced()
  })
})
