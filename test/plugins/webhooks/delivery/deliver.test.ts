import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { type RecentEvents, recentEvents } from '../../../../plugins/webhooks/delivery/recent-events.ts'
import { type Receiver, startReceiver, verifyPost } from '../../../support/receiver.ts'
import { until } from '../../../support/wait.ts'
import { openEngine, type RunningEngine, registered, renamed, system } from '../running-engine.ts'

const numbers = (requests: { body: string }[]) => requests.map(({ body }) => JSON.parse(body).sequence)

describe('delivering', () => {
  let receiver: Receiver
  let other: Receiver
  let engine: RunningEngine
  before(async () => {
    ;[receiver, other] = await Promise.all([startReceiver(), startReceiver()])
  })
  after(() => Promise.all([receiver.stop(), other.stop()]))
  beforeEach(async () => {
    await Promise.all([receiver.script([{}]), other.script([{}])])
    seen = (await receiver.counts()).requests
    engine = await openEngine()
  })
  afterEach(() => engine.close())
  let seen = 0
  /** Requests of this test alone. */
  const arrived = () => receiver.requests(seen)
  const arriving = (count: number) =>
    until(`${count} requests`, async () => {
      const requests = await arrived()
      return requests.length >= count && requests
    })

  test('an event reaches the endpoint once, signed, with the id of the event', async () => {
    const { secret } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    const [post, ...more] = await arrived()
    assert.ok(post)
    assert.equal(more.length, 0)
    const body = verifyPost(post, secret) as { type: string; id: string; sequence: number }
    assert.equal(body.type, 'user.registered')
    assert.equal(post.headers['webhook-id'], body.id)
    const [delivery] = (await engine.service.listDeliveries({})).data
    assert.equal(delivery?.state, 'delivered')
    const [attempt, ...rest] = await engine.service.listAttempts(delivery?.id ?? '')
    assert.equal(rest.length, 0)
    assert.equal(attempt?.status, 200)
    assert.equal(attempt?.sent, true)
  })

  test('events of one user arrive in order, however many there are', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(
      registered('usr_ann'),
      ...Array.from({ length: 9 }, (_, n) => renamed('usr_ann', `${n}`)),
    )
    await engine.settled()
    assert.deepEqual(numbers(await arrived()), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('while the head of a lane fails, the lane waits and the others flow on', async () => {
    await receiver.script([{ status: 500 }, {}])
    await engine.endpoint(`${receiver.url}/oa`, { retry: { delays: [60] } })
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.attempted(1)
    await engine.announce(renamed('usr_ann', 'Anne'), registered('usr_bob'), registered('usr_cid'))
    const posts = await arriving(3)
    const users = posts.map(({ body }) => JSON.parse(body).data.user.id)
    assert.deepEqual(users.slice(0, 1), ['usr_ann'])
    assert.deepEqual(users.slice(1).sort(), ['usr_bob', 'usr_cid'])
    engine.clock.move(120_000)
    await engine.settled()
    const all = (await arrived()).map(({ body }) => JSON.parse(body))
    const ann = all.filter((body) => body.data.user.id === 'usr_ann').map((body) => body.sequence)
    assert.deepEqual(ann, [1, 1, 2])
  })

  test('a head that has used up its schedule is dead, and the next one goes', async () => {
    await receiver.script([{ status: 500 }, { status: 500 }, {}])
    await engine.endpoint(`${receiver.url}/oa`, { retry: { delays: [5] } })
    engine.start()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await engine.attempted(1)
    engine.clock.move(10_000)
    await engine.settled()
    assert.deepEqual(numbers(await arrived()), [1, 1, 2])
    const states = (await engine.deliveries()).map(({ state, reason }) => [state, reason])
    assert.deepEqual(states, [
      ['dead', 'exhausted'],
      ['delivered', null],
    ])
  })

  test('an event that memory forgets between the claim and its request is sent all the same', async () => {
    const remembered = recentEvents()
    const asked = new Set<number>()
    const forgetful: RecentEvents = {
      remember: remembered.remember,
      get(position) {
        if (asked.has(position)) return undefined
        asked.add(position)
        return remembered.get(position)
      },
    }
    await engine.close()
    engine = await openEngine({ recent: forgetful })
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    const people = Array.from({ length: 20 }, (_, n) => `usr_${n}`)
    await engine.announce(...people.map((id) => registered(id)))
    await engine.settled()
    assert.equal(asked.size, 20, 'memory was not asked')
    assert.deepEqual(
      (await engine.deliveries()).map(({ state, reason }) => [state, reason]),
      people.map(() => ['delivered', null]),
    )
    assert.equal((await arrived()).length, 20)
  })

  test('a burst far larger than memory arrives whole and in order', async () => {
    await engine.close()
    engine = await openEngine({ recent: recentEvents(3) })
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    const people = Array.from({ length: 20 }, (_, n) => `usr_${n}`)
    for (let round = 0; round < 10; round++)
      await engine.announce(...people.map((id) => renamed(id, `${round}`)))
    await engine.settled()
    const posts = await arrived()
    assert.equal(posts.length, 200)
    for (const id of people) {
      const own = posts.filter(({ body }) => JSON.parse(body).data.user.id === id)
      assert.deepEqual(numbers(own), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    }
  })

  test('a ping goes to the endpoint it names and to no other', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    const { endpoint: second } = await engine.endpoint(`${other.url}/oa`, { events: ['*', 'webhook.*'] })
    engine.start()
    await engine.service.sendTest(endpoint.id, system)
    await engine.settled()
    assert.deepEqual(
      (await arrived()).map(({ body }) => JSON.parse(body).type),
      ['ping'],
    )
    const pings = (await engine.service.listDeliveries({ endpoint: second.id, types: ['ping'] })).data
    assert.equal(pings.length, 0)
  })

  test('a 410 switches the endpoint off, and what waits stays parked', async () => {
    await receiver.script([{ status: 410 }])
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await until('it is off', async () => !(await engine.service.getEndpoint(endpoint.id)).enabled)
    assert.equal((await engine.service.getEndpoint(endpoint.id)).disabledReason, 'gone')
    await engine.announce(registered('usr_bob'))
    await until(
      'the third is skipped',
      async () => (await engine.deliveries({ state: 'skipped' })).length === 1,
    )
    assert.deepEqual(
      (await engine.deliveries()).map(({ state, reason }) => [state, reason]),
      [
        ['pending', null],
        ['held', null],
        ['skipped', 'disabled'],
      ],
    )
    assert.equal((await arrived()).length, 1)
    await receiver.script([{}])
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    await engine.settled()
    assert.deepEqual(numbers(await arrived()), [1, 1, 2])
  })
})
