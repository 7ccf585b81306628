import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import type { ReplayRequest } from '../../../plugins/webhooks/replay/replay.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { until } from '../../support/wait.ts'
import { assertOneMoment } from './one-moment.ts'
import { openEngine, type RunningEngine, registered, renamed, system } from './running-engine.ts'

const all: ReplayRequest = { which: 'all', fromAt: null, untilAt: null, types: null, to: null }
const failed: ReplayRequest = { ...all, which: 'failed' }
const missed: ReplayRequest = { ...all, which: 'missed' }
const HOUR = 3_600_000

describe('a replay', () => {
  let receiver: Receiver
  let engine: RunningEngine
  let seen = 0
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    await receiver.script([{}])
    engine = await openEngine()
    await forget()
  })
  afterEach(() => engine.close())

  const forget = async () => {
    seen = (await receiver.counts()).requests
  }
  const arrived = async () => {
    const posts = await receiver.requests(seen)
    return posts.map(({ body, path, headers }) => ({
      ...(JSON.parse(body) as { type: string; sequence: number; data: { user: { id: string } } }),
      path,
      messageId: headers['webhook-id'],
    }))
  }
  const of = (user: string, posts: Awaited<ReturnType<typeof arrived>>) =>
    posts.filter(({ data }) => data.user.id === user).map(({ sequence }) => sequence)
  const replays = () => engine.engine.replays
  const ended = (endpoint: string, id: string) =>
    until('the replay has ended', async () => {
      const view = await replays().getReplay(endpoint, id)
      return (view.state === 'done' || view.state === 'stopped') && view
    })
  const states = async () =>
    (await engine.deliveries()).map(({ state, reason }) => (reason === null ? state : `${state}:${reason}`))
  const balanced = async () => {
    const { balanced, endpoints } = await engine.engine.ledger.readLedger()
    assert.ok(balanced, JSON.stringify(endpoints))
  }
  /** An endpoint that answered three events of each user with this status, once each. */
  const answered = async (status: number, users: readonly string[]) => {
    await receiver.script([{ status }])
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { retry: { delays: [] } })
    engine.start()
    for (const user of users) await engine.announce(registered(user), renamed(user, 'A'), renamed(user, 'B'))
    await engine.settled()
    await receiver.script([{}])
    await forget()
    return endpoint
  }
  const deadOnes = (...users: string[]) => answered(500, users)
  const people = (count: number) => Array.from({ length: count }, (_, n) => `usr_${n}`)
  /** From here on the clock stands, and with it the endpoint's rate. */
  const slowDown = (id: string, ratePerSecond: number) =>
    engine.service.editEndpoint(id, { ratePerSecond }, system)

  test('of all that failed sends each again under its old id, and in order per user', async () => {
    const endpoint = await deadOnes('usr_ann', 'usr_bob')
    const ids = new Set(
      (await engine.db.reader('events').where('type', 'like', 'user.%')).map(({ id }) => id),
    )
    const { id, total } = await replays().startReplay(endpoint.id, failed, system)
    assert.equal(total, 6)
    const view = await ended(endpoint.id, id)
    assert.deepEqual([view.state, view.delivered, view.open, view.left], ['done', 6, 0, 0])
    const posts = await arrived()
    assert.deepEqual(of('usr_ann', posts), [1, 2, 3])
    assert.deepEqual(of('usr_bob', posts), [1, 2, 3])
    assert.deepEqual(new Set(posts.map(({ messageId }) => messageId)), ids)
    await balanced()
  })

  test('says what it would do without doing it', async () => {
    const endpoint = await deadOnes('usr_ann', 'usr_bob')
    await slowDown(endpoint.id, 4)
    assert.deepEqual(await replays().previewReplay(endpoint.id, failed), { count: 6, erased: 0, seconds: 2 })
    assert.deepEqual(
      (await replays().previewReplay(endpoint.id, { ...failed, types: ['user.registered'] })).count,
      2,
    )
    assert.deepEqual((await replays().previewReplay(endpoint.id, missed)).count, 0)
    assert.deepEqual(new Set(await states()), new Set(['dead:exhausted']))
    assert.equal((await arrived()).length, 0)
  })

  test('of a time sends what happened in it, and of a list of events those alone', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    const began = engine.clock.now()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    engine.clock.move(HOUR)
    await engine.announce(registered('usr_bob'), renamed('usr_bob', 'Bobby'))
    await engine.settled()
    engine.clock.move(HOUR)
    await engine.announce(registered('usr_cid'))
    await engine.settled()
    await forget()
    const hour = { ...all, fromAt: began + HOUR, untilAt: began + HOUR }
    const first = await replays().startReplay(endpoint.id, hour, system)
    await ended(endpoint.id, first.id)
    assert.deepEqual(of('usr_bob', await arrived()), [1, 2])
    assert.equal((await arrived()).length, 2)
    await forget()
    const second = await replays().startReplay(endpoint.id, { ...all, types: ['user.registered'] }, system)
    await ended(endpoint.id, second.id)
    assert.deepEqual((await arrived()).map(({ data }) => data.user.id).sort(), [
      'usr_ann',
      'usr_bob',
      'usr_cid',
    ])
    await balanced()
  })

  test('of a time leaves out what happened a second before or after it', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    const began = engine.clock.now()
    for (const user of ['usr_ann', 'usr_bob', 'usr_cid']) {
      await engine.announce(registered(user))
      engine.clock.move(1000)
    }
    await engine.settled()
    await forget()
    const second = { ...all, fromAt: began + 1000, untilAt: began + 1000 }
    const { id, total } = await replays().startReplay(endpoint.id, second, system)
    assert.equal(total, 1)
    await ended(endpoint.id, id)
    assert.deepEqual(
      (await arrived()).map(({ data }) => data.user.id),
      ['usr_bob'],
    )
  })

  test('of what was missed sends what came while the endpoint was off', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.service.disableEndpoint(endpoint.id, system)
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await engine.settled()
    await assert.rejects(replays().startReplay(endpoint.id, missed, system), {
      code: 'conflict',
      message: 'This webhook is off. Switch it on, then replay.',
    })
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    const { id } = await replays().startReplay(endpoint.id, missed, system)
    await ended(endpoint.id, id)
    assert.deepEqual(of('usr_ann', await arrived()), [1, 2])
    await balanced()
  })

  test('to another endpoint makes deliveries there, in the messages that this one takes', async () => {
    const endpoint = await deadOnes('usr_ann')
    const other = await engine.endpoint(`${receiver.url}/other`, { events: ['user.registered'] })
    const preview = await replays().previewReplay(endpoint.id, { ...failed, to: other.endpoint.id })
    assert.equal(preview.count, 3)
    const { id } = await replays().startReplay(endpoint.id, { ...failed, to: other.endpoint.id }, system)
    await ended(endpoint.id, id)
    const posts = await arrived()
    assert.deepEqual(new Set(posts.map(({ path }) => path)), new Set(['/other']))
    assert.deepEqual(of('usr_ann', posts), [1, 2, 3])
    await balanced()
    const { endpoints, total } = await engine.engine.ledger.readLedger()
    assert.deepEqual([total.replayed, endpoints[1]?.replayed, endpoints[1]?.states.delivered], [3, 3, 3])
    assert.deepEqual(endpoints[0]?.states.dead, { exhausted: 3 })
  })

  test('moves what waits at a deleted endpoint to another', async () => {
    const { endpoint } = await engine.endpoint('http://127.0.0.1:9/oa')
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    engine.startFanOut()
    await until('both are there', async () => (await engine.deliveries()).length === 2)
    await engine.stop()
    await engine.service.deleteEndpoint(endpoint.id, system)
    const other = await engine.endpoint(`${receiver.url}/other`)
    engine.start()
    await engine.settled()
    await assert.rejects(replays().startReplay(endpoint.id, all, system), { code: 'not_found' })
    const { id } = await replays().startReplay(endpoint.id, { ...all, to: other.endpoint.id }, system)
    await ended(endpoint.id, id)
    assert.deepEqual(of('usr_ann', await arrived()), [1, 2])
    await balanced()
  })

  test('never sends an endpoint what is addressed to another or is about itself', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { events: ['user.*', 'webhook.*'] })
    const other = await engine.endpoint(`${receiver.url}/other`, { events: ['user.registered'] })
    engine.start()
    await engine.service.sendTest(endpoint.id, system)
    await engine.service.editEndpoint(other.endpoint.id, { name: 'Renamed' }, system)
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    const { count } = await replays().previewReplay(endpoint.id, { ...all, to: other.endpoint.id })
    assert.equal(count, 1)
    const { id } = await replays().startReplay(endpoint.id, { ...all, to: other.endpoint.id }, system)
    await forget()
    await ended(endpoint.id, id)
    assert.deepEqual(
      (await arrived()).filter(({ path }) => path === '/other').map(({ type }) => type),
      ['user.registered'],
    )
    await balanced()
  })

  test('neither waits for the live lane nor holds it up', async () => {
    await receiver.script([{}])
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { retry: { delays: [600] } })
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    await receiver.script([{ status: 500 }])
    await engine.announce(renamed('usr_ann', 'Anne'))
    await until(
      'the live one failed',
      async () => (await engine.deliveries({ tries: 1, state: 'pending' }))[0],
    )
    await forget()
    const { id } = await replays().startReplay(endpoint.id, all, system)
    await until('the old one was sent again', async () => (await arrived()).length === 1)
    await receiver.script([{}])
    await engine.service.resendDelivery(
      (await engine.service.listDeliveries({ types: ['user.updated'] })).data[0]?.id ?? '',
      system,
    )
    await until('the live one arrived', async () => of('usr_ann', await arrived()).includes(2))
    engine.clock.move(HOUR)
    await ended(endpoint.id, id)
    await engine.settled()
    await balanced()
  })

  test('that is stopped sends nothing more, and what waited has the state from before', async () => {
    await receiver.script([{}])
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    await engine.service.disableEndpoint(endpoint.id, system)
    await engine.announce(renamed('usr_ann', 'Anne'))
    await engine.settled()
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    await engine.service.editEndpoint(endpoint.id, { retry: { delays: [] } }, system)
    await receiver.script([{ status: 500 }])
    await engine.announce(registered('usr_bob'))
    await engine.settled()
    const before = await states()
    assert.deepEqual(before, ['delivered', 'skipped:disabled', 'dead:exhausted'])
    await engine.service.editEndpoint(endpoint.id, { retry: { delays: [600, 600] } }, system)
    await receiver.script([{ status: 500 }])
    await forget()
    const { id } = await replays().startReplay(endpoint.id, all, system)
    await until('both heads failed', async () => {
      const failures = await engine.deliveries({ tries: 1, state: 'pending' })
      return failures.length === 2
    })
    assert.equal((await engine.deliveries({ state: 'held' })).length, 1)
    await replays().stopReplay(endpoint.id, id, system)
    const view = await ended(endpoint.id, id)
    assert.deepEqual([view.state, view.open, view.left], ['stopped', 0, 0])
    assert.deepEqual(await states(), before)
    assert.deepEqual(
      (await engine.deliveries()).map(({ tries }) => tries),
      [1, 0, 1],
    )
    await receiver.script([{}])
    engine.clock.move(HOUR)
    await engine.settled()
    assert.equal((await arrived()).length, 2)
    await balanced()
    await assert.rejects(replays().stopReplay(endpoint.id, id, system), { code: 'conflict' })
  })

  test('to another endpoint that is stopped takes its rows back, except those that were tried', async () => {
    const endpoint = await deadOnes('usr_ann', 'usr_bob')
    const other = await engine.endpoint(`${receiver.url}/other`, {
      retry: { delays: [600] },
      events: ['user.blocked'],
    })
    await receiver.script([{ status: 500 }])
    const { id } = await replays().startReplay(endpoint.id, { ...failed, to: other.endpoint.id }, system)
    await until(
      'both heads failed',
      async () => (await engine.deliveries({ endpoint: 2, tries: 1 })).length === 2,
    )
    await replays().stopReplay(endpoint.id, id, system)
    await ended(endpoint.id, id)
    assert.deepEqual(
      (await engine.deliveries({ endpoint: 2 })).map(({ state, reason }) => [state, reason]),
      [
        ['skipped', 'stopped'],
        ['skipped', 'stopped'],
      ],
    )
    await balanced()
  })

  test('to another endpoint that is stopped before anything was tried leaves no trace there', async () => {
    const endpoint = await deadOnes('usr_ann', 'usr_bob')
    const other = await engine.endpoint(`${receiver.url}/other`, { events: ['user.blocked'] })
    await slowDown(other.endpoint.id, 0.01)
    await engine.db
      .writer('webhooks_endpoint_runtime')
      .where({ endpoint: 2 })
      .update({ tokens: 0, tokens_at: engine.clock.now() })
    const { id } = await replays().startReplay(endpoint.id, { ...failed, to: other.endpoint.id }, system)
    await until('all are made', async () => (await engine.deliveries({ endpoint: 2 })).length === 6)
    await balanced()
    await replays().stopReplay(endpoint.id, id, system)
    await ended(endpoint.id, id)
    assert.equal((await engine.deliveries({ endpoint: 2 })).length, 0)
    assert.equal((await engine.engine.ledger.readLedger()).total.replayed, 0)
    await balanced()
  })

  test('stopped while a request is in flight gives back what comes of it', async () => {
    const endpoint = await deadOnes('usr_ann')
    await receiver.script([{ delayMs: 400, status: 500 }])
    await engine.service.editEndpoint(endpoint.id, { retry: { delays: [600] } }, system)
    const { id } = await replays().startReplay(endpoint.id, failed, system)
    await until('one is in flight', async () => (await arrived()).length === 1)
    const { state } = await replays().stopReplay(endpoint.id, id, system)
    assert.equal(state, 'stopping')
    assert.equal((await ended(endpoint.id, id)).state, 'stopped')
    assert.deepEqual(new Set(await states()), new Set(['dead:exhausted']))
    await balanced()
  })

  test('goes on where it was after the server ended in the middle', async () => {
    const users = people(40)
    const endpoint = await answered(200, users)
    await slowDown(endpoint.id, 5)
    const { id } = await replays().startReplay(endpoint.id, all, system)
    await until('some are open', async () => (await replays().getReplay(endpoint.id, id)).open > 30)
    await engine.stop()
    const half = await replays().getReplay(endpoint.id, id)
    assert.equal(half.state, 'running')
    assert.ok(half.left > 0)
    engine.start()
    await slowDown(endpoint.id, 10_000)
    const tick = setInterval(() => engine.clock.move(100), 20)
    const view = await ended(endpoint.id, id).finally(() => clearInterval(tick))
    assert.deepEqual([view.state, view.delivered], ['done', 120])
    const posts = await arrived()
    for (const user of users) assert.deepEqual([...new Set(of(user, posts))], [1, 2, 3])
    await balanced()
  })

  test('is read at one moment: what it opens meanwhile is not counted twice', async () => {
    const endpoint = await answered(200, people(1))
    const { id } = await replays().startReplay(endpoint.id, all, system)
    await assertOneMoment(engine.db, 'webhooks_replays', () => replays().getReplay(endpoint.id, id))
  })

  test('keeps no more open than its endpoint takes in ten seconds', async () => {
    const endpoint = await answered(200, people(30))
    await slowDown(endpoint.id, 2)
    const { id, secondsLeft } = await replays().startReplay(endpoint.id, all, system)
    assert.equal(secondsLeft, 45)
    await until('the window is open', async () => {
      const { open, left } = await replays().getReplay(endpoint.id, id)
      assert.ok(open + left <= 90, `${open} are open and ${left} left`)
      return open >= 18
    })
    const { open, left } = await replays().getReplay(endpoint.id, id)
    assert.ok(open <= 20, `${open} are open`)
    assert.ok(left >= 68, `${left} are left`)
  })

  test('is told as an event with its count and filter', async () => {
    const endpoint = await deadOnes('usr_ann')
    const { id } = await replays().startReplay(endpoint.id, { ...failed, types: ['user.updated'] }, system)
    const row = await engine.db.reader('events').where({ type: 'webhook.deliveries.replayed' }).first('data')
    assert.deepEqual(JSON.parse(row.data), {
      count: 2,
      filter: {
        replay: id,
        endpoint: endpoint.id,
        to: endpoint.id,
        which: 'failed',
        from: null,
        until: null,
        types: ['user.updated'],
      },
    })
    await ended(endpoint.id, id)
  })

  test('runs alone at its endpoint, and is refused with the field that is wrong', async () => {
    const endpoint = await deadOnes('usr_ann')
    await slowDown(endpoint.id, 0.01)
    const { id } = await replays().startReplay(endpoint.id, failed, system)
    await assert.rejects(replays().startReplay(endpoint.id, all, system), { code: 'conflict' })
    await replays().stopReplay(endpoint.id, id, system)
    await ended(endpoint.id, id)
    const refused = (request: Partial<ReplayRequest>, field: string) =>
      assert.rejects(
        replays().startReplay(endpoint.id, { ...all, ...request }, system),
        (error: { code?: string; fields?: object }) => {
          assert.equal(error.code, 'invalid')
          assert.deepEqual(Object.keys(error.fields ?? {}), [field])
          return true
        },
      )
    await refused({ types: [] }, 'types')
    await refused({ types: ['user.updated', 'user.nothing'] }, 'types.1')
    await refused({ fromAt: 2, untilAt: 1 }, 'until')
    await refused({ to: 'ep_none' }, 'to')
    await assert.rejects(replays().startReplay(endpoint.id, missed, system), { code: 'conflict' })
    await assert.rejects(replays().getReplay(endpoint.id, 'rpl_none'), { code: 'not_found' })
  })

  test('of an endpoint is listed, newest first', async () => {
    const endpoint = await deadOnes('usr_ann')
    const first = await replays().startReplay(endpoint.id, failed, system)
    await ended(endpoint.id, first.id)
    const second = await replays().startReplay(endpoint.id, all, system)
    await ended(endpoint.id, second.id)
    const page = await replays().listReplays(endpoint.id, { limit: 1 })
    assert.deepEqual(
      page.data.map(({ id }) => id),
      [second.id],
    )
    const next = await replays().listReplays(endpoint.id, { limit: 1, cursor: page.next ?? '' })
    assert.deepEqual(
      next.data.map(({ id }) => id),
      [first.id],
    )
    assert.equal(next.next, null)
  })
})
