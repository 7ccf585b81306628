import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { keepLarge } from '../../../plugins/webhooks/ledger/create-ledger.ts'
import { sumOwed } from '../../../plugins/webhooks/ledger/owed.ts'
import { readLedger } from '../../../plugins/webhooks/ledger/read-ledger.ts'
import { serverEvent, userEvent } from '../../../src/domain/event-catalogue.ts'
import { numberEvents } from '../../../src/repositories/log.ts'
import { parkEvent } from '../../../src/repositories/subscriber-cursors.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { until } from '../../support/wait.ts'
import { openEngine, person, type RunningEngine, registered, renamed, system } from './running-engine.ts'

const NOWHERE = 'http://127.0.0.1:9/oa'

/** Everything is fanned out. */
const fannedOut = (engine: RunningEngine) =>
  until('all is fanned out', async () => {
    if (await engine.db.reader('outbox').first('seq')) return false
    const { position, head } = await engine.engine.ledger.readLedger()
    return position === head
  })

describe('the ledger', () => {
  let receiver: Receiver
  let engine: RunningEngine
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    await receiver.script([{}])
    engine = await openEngine()
  })
  afterEach(() => engine.close())
  const ledger = () => engine.engine.ledger.readLedger()

  test('is balanced and empty before anything happened', async () => {
    const { balanced, difference, total, endpoints } = await ledger()
    assert.equal(balanced, true)
    assert.equal(difference, 0)
    assert.equal(total.owed, 0)
    assert.deepEqual(endpoints, [])
  })

  test('of a large ledger a reading is kept for a moment, then read anew', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    const read = keepLarge(() => readLedger(engine.db), 1)
    const first = await read()
    assert.equal(await read(), first)
    await engine.announce(registered('usr_bob'))
    await engine.settled()
    await until('the second is counted', async () => (await read()).total.owed > first.total.owed)
  })

  test('of a small one each reading is new', async () => {
    assert.notEqual(await ledger(), await ledger())
  })

  test('has each delivery owed in one state, whatever became of it', async () => {
    await receiver.script([{}], { paths: { '/broken': [{ status: 500 }] } })
    await engine.endpoint(`${receiver.url}/oa`, {
      filter: { all: [{ path: 'type', equals: 'user.registered' }] },
    })
    await engine.endpoint(`${receiver.url}/broken`, { retry: { delays: [] } })
    const { endpoint: off } = await engine.endpoint(NOWHERE)
    engine.start()
    await engine.service.disableEndpoint(off.id, system)
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'), registered('usr_bob'))
    await engine.settled()
    const { balanced, total, endpoints } = await ledger()
    assert.equal(balanced, true)
    assert.equal(total.owed, 9)
    assert.deepEqual(
      endpoints.map(({ states: { delivered, dead, skipped } }) => ({ delivered, dead, skipped })),
      [
        { delivered: 2, dead: {}, skipped: { filtered: 1 } },
        { delivered: 0, dead: { exhausted: 3 }, skipped: {} },
        { delivered: 0, dead: {}, skipped: { disabled: 3 } },
      ],
    )
  })

  test('counts what waits, and as parked what waits at an endpoint that is off', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'), registered('usr_bob'))
    await fannedOut(engine)
    const waiting = await ledger()
    assert.deepEqual(
      [waiting.total.states.pending, waiting.total.states.held, waiting.total.parked],
      [2, 1, 0],
    )
    await engine.service.disableEndpoint(endpoint.id, system)
    assert.equal((await ledger()).total.parked, 3)
    assert.equal((await ledger()).balanced, true)
  })

  test('misses a delivery that was lost, and says at which endpoint', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), registered('usr_bob'))
    await fannedOut(engine)
    await engine.db.writer('webhooks_deliveries').where({ endpoint: 1, position: 3 }).delete()
    const { balanced, difference, endpoints } = await ledger()
    assert.equal(balanced, false)
    assert.equal(difference, 1)
    assert.deepEqual(
      endpoints.filter((line) => line.difference !== 0).map((line) => line.endpoint.id),
      [endpoint.id],
    )
  })

  test('notices a delivery that nobody was owed, and one that balances another is no balance', async () => {
    await engine.endpoint(NOWHERE)
    await engine.endpoint(NOWHERE, { events: ['user.updated'] })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(engine)
    await engine.db.writer('webhooks_deliveries').update({ endpoint: 2 })
    const { balanced, difference, total } = await ledger()
    assert.equal(balanced, false)
    assert.equal(difference, 2)
    assert.equal(total.difference, 0)
  })

  test('what was summed up before says the same as the log walked anew', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE, {
      format: 'genauth',
      events: ['register', 'user:created'],
    })
    const { endpoint: other } = await engine.endpoint(NOWHERE, { events: ['*', 'webhook.*'] })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await engine.service.sendTest(endpoint.id, system)
    await fannedOut(engine)
    await engine.service.editEndpoint(other.id, { events: ['user.updated'] }, system)
    await engine.announce(registered('usr_bob'), renamed('usr_bob', 'Bobby'))
    await fannedOut(engine)
    const walked = await ledger()
    while ((await sumOwed(engine.db)) > 0);
    const summed = await ledger()
    assert.equal(walked.balanced, true)
    assert.deepEqual(summed, walked)
    // Two names each for two registrations, and the ping; then what the other one asked for.
    assert.equal(summed.endpoints[0]?.owed, 5)
  })

  test('two servers that sum up the same slice count it once', async () => {
    await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), registered('usr_bob'))
    await fannedOut(engine)
    await Promise.all([sumOwed(engine.db), sumOwed(engine.db)])
    assert.equal((await ledger()).total.owed, 2)
    assert.equal((await ledger()).balanced, true)
  })

  test('an addressed event to an endpoint that was deleted meanwhile is owed once', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    await engine.service.sendTest(endpoint.id, system)
    await engine.service.deleteEndpoint(endpoint.id, system)
    engine.startFanOut()
    await fannedOut(engine)
    const { balanced, total } = await ledger()
    assert.equal(balanced, true)
    assert.deepEqual(total.states.skipped, { endpoint_deleted: 1 })
  })

  test('an addressed event that was fanned out after its genauth endpoint was deleted is owed once', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE, { format: 'genauth', events: ['login'] })
    await engine.service.sendTest(endpoint.id, system)
    await engine.db.transaction((tx) => numberEvents(tx, engine.db.dialect, 10))
    await engine.service.deleteEndpoint(endpoint.id, system)
    engine.startFanOut()
    await fannedOut(engine)
    assert.equal((await ledger()).total.owed, 1)
    assert.equal((await ledger()).balanced, true)
  })

  test('an event that was set aside for fan-out is owed and set aside, not lost', async () => {
    await engine.endpoint(NOWHERE)
    await engine.announce(registered('usr_ann'))
    await engine.db.transaction(async (tx) => {
      const position = await numberEvents(tx, engine.db.dialect, 10)
      await parkEvent(tx, 'webhooks', position, 'a fault', 0)
      await tx('subscriber_cursors').insert({ name: 'webhooks', position, seen_at: 0 })
    })
    const { balanced, total } = await ledger()
    assert.deepEqual([balanced, total.owed, total.setAside], [true, 1, 1])
  })
})

describe('"why was this not sent?" is answered by the rule that decided', () => {
  let engine: RunningEngine
  beforeEach(async () => {
    engine = await openEngine()
  })
  afterEach(() => engine.close())
  const eventOf = async (type: string): Promise<string> =>
    (await engine.db.reader('events').where({ type }).orderBy('seq', 'desc').first('id'))?.id
  const why = async (type: string, endpoint: string) => {
    const { answers } = await engine.engine.ledger.explain(await eventOf(type), endpoint)
    return answers.map(({ code }) => code)
  }
  const text = async (type: string, endpoint: string) =>
    (await engine.engine.ledger.explain(await eventOf(type), endpoint)).answers[0]?.text

  test('the type was outside the events that it wanted at that place in the log', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE, { events: ['user.updated'] })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(engine)
    await engine.service.editEndpoint(endpoint.id, { events: ['user.*'] }, system)
    assert.deepEqual(await why('user.registered', endpoint.id), ['outside_its_events'])
    assert.match((await text('user.registered', endpoint.id)) ?? '', /wanted then: user\.updated\./)
  })

  test('a filter left it out, or the endpoint was off', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE, {
      filter: { all: [{ path: 'type', equals: 'user.registered' }] },
    })
    engine.startFanOut()
    await engine.announce(renamed('usr_ann', 'Anne'))
    await fannedOut(engine)
    assert.deepEqual(await why('user.updated', endpoint.id), ['filtered'])
    await engine.service.disableEndpoint(endpoint.id, system)
    await engine.announce(registered('usr_bob'))
    await fannedOut(engine)
    assert.deepEqual(await why('user.registered', endpoint.id), ['disabled'])
  })

  test('it was addressed to others, or is about the endpoint itself', async () => {
    const { endpoint: first } = await engine.endpoint(NOWHERE, { events: ['webhook.*', 'ping'] })
    const { endpoint: second } = await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.service.sendTest(second.id, system)
    await engine.service.editEndpoint(first.id, { name: 'Renamed' }, system)
    await fannedOut(engine)
    assert.deepEqual(await why('ping', first.id), ['addressed_to_others'])
    assert.deepEqual(await why('webhook.endpoint.updated', first.id), ['about_itself'])
  })

  test('the endpoint was made later, or had been deleted', async () => {
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(engine)
    const { endpoint } = await engine.endpoint(NOWHERE)
    await fannedOut(engine)
    assert.deepEqual(await why('user.registered', endpoint.id), ['made_later'])
    await engine.service.deleteEndpoint(endpoint.id, system)
    await engine.announce(renamed('usr_ann', 'Anne'))
    await fannedOut(engine)
    assert.deepEqual(await why('user.updated', endpoint.id), ['deleted_before'])
  })

  test("genauth's format had no message for it, or no user, or left failed sign-ins out", async () => {
    const { endpoint } = await engine.endpoint(NOWHERE, { format: 'genauth', events: ['*'] })
    engine.startFanOut()
    const failed = { reason: 'unknown_user' as const, identifier: 'x' }
    await engine.announce(
      userEvent('user.logged_out', person('usr_ann'), { sessionId: 'ses_1' }, system),
      serverEvent('user.login.failed', null, failed, system),
    )
    await fannedOut(engine)
    assert.deepEqual(await why('user.logged_out', endpoint.id), ['no_equivalent'])
    assert.deepEqual(await why('user.login.failed', endpoint.id), ['failed_logins_left_out'])
    await engine.service.editEndpoint(endpoint.id, { includeFailedLogins: true }, system)
    await engine.announce(serverEvent('user.login.failed', null, failed, system))
    await fannedOut(engine)
    assert.deepEqual(await why('user.login.failed', endpoint.id), ['no_user'])
  })

  test('it waits behind an older one, which the answer names', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await fannedOut(engine)
    assert.deepEqual(await why('user.updated', endpoint.id), ['waiting_behind'])
    const words = (await text('user.updated', endpoint.id)) ?? ''
    assert.ok(words.includes(await eventOf('user.registered')), words)
    assert.match(words, /waits behind dlv_/)
    assert.deepEqual(await why('user.registered', endpoint.id), ['due_now'])
  })

  test('it is parked, tried again at a time, waits for a probe, or was delivered', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(engine)
    const deliveries = () => engine.db.writer('webhooks_deliveries')
    const due = engine.clock.now() + 300_000
    await deliveries().update({ due, tries: 2 })
    assert.deepEqual(await why('user.registered', endpoint.id), ['retry_at'])
    const words = (await text('user.registered', endpoint.id)) ?? ''
    assert.equal(words, `2 tries failed. The next try is at ${new Date(due).toISOString()}.`)
    await engine.db.writer('webhooks_endpoint_runtime').update({ breaker: 'open', probe_at: due })
    assert.deepEqual(await why('user.registered', endpoint.id), ['endpoint_failing'])
    await engine.service.disableEndpoint(endpoint.id, system)
    assert.deepEqual(await why('user.registered', endpoint.id), ['parked'])
    await deliveries().update({ state: 'delivered', delivered_at: due })
    assert.deepEqual(await why('user.registered', endpoint.id), ['delivered'])
    await deliveries().update({ state: 'dead', reason: 'exhausted' })
    assert.deepEqual(await why('user.registered', endpoint.id), ['exhausted'])
  })

  test('it has no place in the log yet, or is not fanned out yet', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    await engine.announce(registered('usr_ann'))
    assert.deepEqual(await why('user.registered', endpoint.id), ['not_numbered'])
    await engine.db.transaction((tx) => numberEvents(tx, engine.db.dialect, 10))
    assert.deepEqual(await why('user.registered', endpoint.id), ['not_fanned_out'])
  })

  test('a delivery that is missing without any rule is called a fault of ours', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(engine)
    await engine.db.writer('webhooks_deliveries').delete()
    assert.deepEqual(await why('user.registered', endpoint.id), ['missing'])
  })

  test('in the genauth format each message has its answer', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE, {
      format: 'genauth',
      events: ['register', 'user:created'],
    })
    engine.startFanOut()
    await engine.announce(registered('usr_ann'))
    await fannedOut(engine)
    const { answers } = await engine.engine.ledger.explain(await eventOf('user.registered'), endpoint.id)
    assert.deepEqual(
      answers.map(({ variant, code }) => [variant, code]),
      [
        ['register', 'due_now'],
        ['user:created', 'waiting_behind'],
      ],
    )
  })

  test('an event or an endpoint that never was is not found', async () => {
    const { endpoint } = await engine.endpoint(NOWHERE)
    await assert.rejects(engine.engine.ledger.explain('evt_none', endpoint.id), { code: 'not_found' })
    await engine.announce(registered('usr_ann'))
    const event = await eventOf('user.registered')
    await assert.rejects(engine.engine.ledger.explain(event, 'ep_none'), { code: 'not_found' })
  })
})
