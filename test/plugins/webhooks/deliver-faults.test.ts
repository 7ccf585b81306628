import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { takeOver } from '../../../plugins/webhooks/delivery/sweep.ts'
import { type Receiver, startReceiver, verifyPost } from '../../support/receiver.ts'
import { until } from '../../support/wait.ts'
import { openEngine, type RunningEngine, registered, renamed, system } from './running-engine.ts'

describe('delivering through faults', () => {
  let receiver: Receiver
  let other: Receiver
  let engine: RunningEngine
  let seen = 0
  let seenByOther = 0
  before(async () => {
    ;[receiver, other] = await Promise.all([startReceiver(), startReceiver()])
  })
  after(() => Promise.all([receiver.stop(), other.stop()]))
  beforeEach(async () => {
    await Promise.all([receiver.script([{}]), other.script([{}])])
    seen = (await receiver.counts()).requests
    seenByOther = (await other.counts()).requests
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const arrived = () => receiver.requests(seen)
  const arriving = (count: number) =>
    until(`${count} requests`, async () => {
      const requests = await arrived()
      return requests.length >= count && requests
    })
  const body = (request: { body: string } | undefined) => JSON.parse(request?.body ?? '{}')
  const first = async () => {
    const [delivery] = (await engine.service.listDeliveries({})).data.slice(-1)
    assert.ok(delivery)
    return delivery
  }
  const inState = (state: string) =>
    until(`a delivery is ${state}`, async () => (await engine.deliveries({ state })).length > 0)

  test('a redirect is not followed: it is a failure', async () => {
    await receiver.script([{ status: 302, headers: { location: `${other.url}/stolen` } }])
    await engine.endpoint(`${receiver.url}/oa`, { retry: { delays: [] } })
    engine.start()
    await engine.announce(registered('usr_ann'))
    await inState('dead')
    assert.equal((await other.counts()).requests, seenByOther)
    assert.equal((await first()).last?.status, 302)
  })

  test('a look at what is due later holds up nothing that is due now', async (t) => {
    const { reader } = engine.db
    const raw = reader.raw.bind(reader)
    let looks = 0
    t.mock.method(reader, 'raw', (sql: string, bindings: readonly string[] = []) => {
      if (!sql.includes('r.probe_at')) return raw(sql, bindings)
      looks += 1
      return new Promise(() => {})
    })
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await until('it looks ahead', () => looks > 0)
    await engine.announce(registered('usr_ann'))
    await arriving(1)
    await pause(100)
    assert.equal(looks, 1, 'one look at a time')
  })

  test('a payload that the receiver calls wrong is tried three times in ten minutes', async () => {
    await receiver.script([{ status: 422 }])
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.attempted(1)
    engine.clock.move(100_000)
    await engine.attempted(2)
    engine.clock.move(500_000)
    await inState('dead')
    assert.equal((await arrived()).length, 3)
    assert.equal((await first()).reason, 'rejected')
  })

  test('a retry goes by the settings of that moment, with the id of the event and a new signature', async () => {
    await receiver.script([{ status: 500 }])
    const { endpoint, secret } = await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.attempted(1)
    const [failed] = await arrived()
    await engine.service.editEndpoint(endpoint.id, { url: `${other.url}/moved` }, system)
    engine.clock.move(10_000)
    await engine.settled()
    const [moved] = await other.requests(seenByOther)
    assert.ok(failed && moved)
    assert.equal(moved.headers['webhook-id'], failed.headers['webhook-id'])
    assert.notEqual(moved.headers['webhook-timestamp'], failed.headers['webhook-timestamp'])
    assert.equal((verifyPost(moved, secret) as { type: string }).type, 'user.registered')
    const attempts = await engine.service.listAttempts((await first()).id)
    assert.deepEqual(
      attempts.map(({ status }) => status),
      [500, 200],
    )
  })

  test('while a secret is rotated the old and the new one verify, afterwards the new one alone', async () => {
    const { endpoint, secret: old } = await engine.endpoint(`${receiver.url}/oa`)
    const { secret: fresh } = await engine.service.rotateSecret(endpoint.id, { overlapMs: 60_000 }, system)
    engine.start()
    await engine.announce(registered('usr_ann'))
    const [both] = await arriving(1)
    assert.ok(both)
    for (const secret of [old, fresh ?? '']) verifyPost(both, secret)
    engine.clock.move(61_000)
    await engine.announce(registered('usr_bob'))
    const [, one] = await arriving(2)
    assert.ok(one)
    assert.equal(one.headers['webhook-signature']?.split(' ').length, 1)
  })

  test('what the operator set as a header goes out, and stands in no attempt', async () => {
    await engine.endpoint(`${receiver.url}/oa`, {
      headers: { 'X-Token': 'opensesame' },
      auth: { type: 'bearer', token: 'letmein' },
    })
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    const [post] = await arrived()
    assert.equal(post?.headers['x-token'], 'opensesame')
    assert.equal(post?.headers.authorization, 'Bearer letmein')
    const stored = JSON.stringify(await engine.db.reader('webhooks_attempts'))
    assert.doesNotMatch(stored, /opensesame|letmein/)
    assert.doesNotMatch(JSON.stringify(await engine.db.reader('webhooks_endpoints')), /opensesame|letmein/)
  })

  test('a resent delivery goes again with the same id and neither waits for its lane nor holds it up', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    const done = await first()
    await receiver.script([{ status: 500 }, {}])
    await engine.announce(renamed('usr_ann', 'Anne'))
    await arriving(2)
    await engine.service.resendDelivery(done.id, system)
    const posts = await arriving(3)
    assert.equal(posts[2]?.headers['webhook-id'], posts[0]?.headers['webhook-id'])
    const again = await until('it is delivered', async () => {
      const delivery = await engine.service.getDelivery(done.id)
      return delivery.state === 'delivered' && delivery
    })
    assert.equal(again.deliveredAt, done.deliveredAt)
    assert.equal((await engine.service.listAttempts(done.id)).length, 2)
  })

  test('a resent delivery that fails holds nobody up', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    await receiver.script([{ status: 500 }, {}])
    await engine.service.resendDelivery((await first()).id, system)
    await arriving(2)
    await engine.announce(renamed('usr_ann', 'Anne'))
    const posts = await arriving(3)
    assert.equal(body(posts[2]).sequence, 2)
    assert.equal((await first()).state, 'pending')
  })

  test('resending is refused while a delivery is held or under way, and at an endpoint that is off', async () => {
    await receiver.script([{ act: 'hang' }])
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { timeoutMs: 1000 })
    engine.start()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await arriving(1)
    const [held, leased] = (await engine.service.listDeliveries({})).data
    assert.ok(held && leased)
    await assert.rejects(engine.service.resendDelivery(leased.id, system), /being sent/)
    await assert.rejects(engine.service.resendDelivery(held.id, system), /older delivery/)
    await engine.service.disableEndpoint(endpoint.id, system)
    await assert.rejects(engine.service.resendDelivery(leased.id, system), /off/)
    await assert.rejects(engine.service.resendDelivery('dlv_0000000999', system), { code: 'not_found' })
  })

  test('resending a delivery that waits for its retry makes it due now, and there is one request', async () => {
    await receiver.script([{ status: 500 }, {}])
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await inState('pending')
    await until('it was tried', async () => (await engine.deliveries({ tries: 1 })).length === 1)
    await engine.service.resendDelivery((await first()).id, system)
    await engine.settled()
    engine.clock.move(60_000)
    assert.equal((await arrived()).length, 2)
  })

  test('an answer that comes after the takeover of its lease changes nothing, and is recorded as late', async () => {
    await receiver.script([{ delayMs: 1500, status: 500 }, {}])
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await arriving(1)
    engine.clock.move(30_000)
    assert.equal(await takeOver(engine, engine.clock.now()), 1)
    await engine.settled()
    const attempts = await until('both attempts are recorded', async () => {
      const list = await engine.service.listAttempts((await first()).id)
      return list.length === 2 && list
    })
    assert.deepEqual(
      attempts.map(({ status, late }) => [status, late]),
      [
        [200, false],
        [500, true],
      ],
    )
    assert.equal((await first()).state, 'delivered')
  })

  test('a server that stops hands back what nobody answered, and the next one sends it', async () => {
    await receiver.script([{ act: 'hang' }, {}])
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await arriving(1)
    await engine.stop()
    const [row] = await engine.deliveries()
    assert.deepEqual([row.state, row.claims, row.tries], ['pending', 0, 0])
    assert.equal((await engine.service.listAttempts((await first()).id))[0]?.error?.kind, 'aborted')
    engine.start()
    await engine.settled()
    assert.equal((await arrived()).length, 2)
  })

  test('leases that a dead process left are taken over at once when the server is back', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await inState('pending')
    await engine.stop()
    await engine.db
      .writer('webhooks_deliveries')
      .update({ state: 'leased', token: 1, claims: 1, lease_until: engine.clock.now() + 20_000 })
    // With several nodes on one database a lease may be a living one's until its time has passed.
    if (engine.db.dialect.name !== 'sqlite') engine.clock.move(20_000)
    engine.start()
    await engine.settled()
    assert.equal((await arrived()).length, 1)
  })

  test('an endpoint that fails all over is probed one request at a time, and then everything arrives', async () => {
    await receiver.script([{ status: 503 }])
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { retry: { delays: [36_000] } })
    await engine.endpoint(`${other.url}/watch`, {
      events: ['webhook.endpoint.failing', 'webhook.endpoint.recovered', 'webhook.endpoint.disabled'],
    })
    engine.start()
    const users = Array.from({ length: 12 }, (_, n) => `usr_${n}`)
    await engine.announce(...users.map(registered))
    await until(
      'it is failing',
      async () => (await engine.service.getEndpoint(endpoint.id)).health.state === 'failing',
    )
    await until(
      'nothing is in flight',
      async () => (await engine.deliveries({ state: 'leased' })).length === 0,
    )
    const before = (await arrived()).length
    await engine.announce(...users.map((user) => renamed(user, 'New')))
    engine.clock.move(10_000)
    await arriving(before + 1)
    await until('the probe is over', async () => (await engine.deliveries({ state: 'leased' })).length === 0)
    assert.equal((await arrived()).length, before + 1)
    await receiver.script([{}])
    engine.clock.move(60_000)
    await engine.settled()
    assert.deepEqual(await engine.deliveries({ state: 'dead' }), [])
    const good = (await arrived()).filter(({ status }) => status === 200).map(body)
    for (const user of users)
      assert.deepEqual(
        good.filter(({ data }) => data.user.id === user).map(({ sequence }) => sequence),
        [1, 2],
      )
    const told = (await other.requests(seenByOther)).map((request) => body(request).type)
    assert.deepEqual(told.sort(), ['webhook.endpoint.failing', 'webhook.endpoint.recovered'])
  })

  test('after five days of failing an endpoint is off, what waited is parked, and operators hear of it once', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { name: 'Payroll' })
    const times = { created_at: engine.clock.now(), updated_at: engine.clock.now() }
    await engine.db.writer('users').insert([
      {
        id: 'usr_op',
        email: 'op@example.org',
        email_verified: true,
        role: 'operator',
        status: 'active',
        ...times,
      },
      { id: 'usr_no', email: 'no@example.org', email_verified: true, status: 'active', ...times },
    ])
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await inState('pending')
    await engine.stop()
    await engine.db.writer('webhooks_endpoint_runtime').update({
      breaker: 'open',
      opened_at: engine.clock.now() - 5 * 24 * 3_600_000,
      last_failure_at: engine.clock.now(),
      probe_at: engine.clock.now() + 300_000,
    })
    engine.start()
    await until('it is off', async () => !(await engine.service.getEndpoint(endpoint.id)).enabled)
    assert.equal((await engine.service.getEndpoint(endpoint.id)).disabledReason, 'failing')
    assert.equal((await first()).parked, true)
    assert.equal((await engine.db.reader('events').where('type', 'webhook.endpoint.disabled')).length, 1)
    const mails = await engine.db.reader('mails').select('recipient', 'data')
    assert.deepEqual(
      mails.map(({ recipient }) => recipient),
      ['op@example.org'],
    )
    assert.match(mails[0].data, /“Payroll” has failed for five days/)
  })

  test('days in which nobody tried switch no endpoint off: the next try decides', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await inState('pending')
    await engine.stop()
    const failedAt = engine.clock.now() - 6 * 24 * 3_600_000
    await engine.db.writer('webhooks_endpoint_runtime').update({
      breaker: 'open',
      opened_at: failedAt,
      last_failure_at: failedAt + 60_000,
      probe_at: engine.clock.now() + 1500,
    })
    engine.start()
    // The sweep has looked by the time that the probe is due.
    await pause(300)
    engine.clock.move(1500)
    await arriving(1)
    await engine.settled()
    assert.equal((await engine.service.getEndpoint(endpoint.id)).enabled, true)
  })

  test('an endpoint whose secrets cannot be opened waits with its breaker open, and holds up no other', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/locked`)
    await engine.endpoint(`${other.url}/oa`)
    const rows = () => engine.db.writer('webhooks_secrets').where({ endpoint: 1 })
    const [{ sealed }] = await rows()
    await rows().update({ sealed: `00000000.${sealed.split('.')[1]}` })
    engine.start()
    await engine.announce(...Array.from({ length: 20 }, (_, n) => registered(`usr_${n}`)))
    await until('the other has all', async () => (await other.counts()).requests - seenByOther >= 20)
    await until(
      'the breaker is open',
      async () => (await engine.service.getEndpoint(endpoint.id)).health.state === 'failing',
    )
    assert.equal((await receiver.counts()).requests, seen)
    const waiting = await engine.deliveries({ endpoint: 1, state: 'pending' })
    assert.deepEqual([waiting.length, Math.max(...waiting.map(({ tries }) => tries))], [20, 0])
    await engine.service.rotateSecret(endpoint.id, {}, system)
    engine.clock.move(60_000)
    await engine.settled()
    assert.equal((await receiver.counts()).requests - seen, 20)
  })

  test('while our own network is down nobody is blamed', async () => {
    for (let n = 0; n < 4; n++)
      // Ports that nobody ever listens on, also beside other tests.
      await engine.endpoint(`http://127.0.0.1:${n + 1}/oa`, { name: `${n}` })
    engine.start()
    await engine.announce(...Array.from({ length: 20 }, (_, n) => registered(`usr_${n}`)))
    await until(
      'some were tried',
      async () => (await engine.db.reader('webhooks_attempts').first('id')) !== undefined,
    )
    await until(
      'nothing is in flight',
      async () => (await engine.deliveries({ state: 'leased' })).length === 0,
    )
    const blamed = (await engine.deliveries()).filter(({ tries }) => tries > 0)
    assert.ok(blamed.length < 40, `${blamed.length} of 80 used up a step`)
    const open = await engine.db.reader('webhooks_endpoint_runtime').where('breaker', 'open')
    assert.deepEqual(open, [])
  })

  test('enabling can skip what waited', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'), registered('usr_bob'))
    await inState('held')
    await engine.stop()
    await engine.service.disableEndpoint(endpoint.id, system)
    engine.clock.move(60_000)
    await engine.service.enableEndpoint(endpoint.id, { waiting: 'skip' }, system)
    const ended = await engine.db.reader('webhooks_deliveries').where({ reason: 'disabled' }).select('due')
    assert.deepEqual(
      [...new Set(ended.map(({ due }) => due))],
      [engine.clock.now()],
      'ended when it was skipped',
    )
    engine.start()
    await engine.announce(registered('usr_cid'))
    await engine.settled()
    const users = (await arrived()).map((request) => body(request).data.user.id)
    assert.deepEqual(users, ['usr_cid'])
    assert.equal((await engine.deliveries({ reason: 'disabled' })).length, 3)
  })
})
