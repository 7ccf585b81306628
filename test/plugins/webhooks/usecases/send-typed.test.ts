import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import type { TypedMessage } from '../../../../plugins/webhooks/endpoint/typed-message.ts'
import { retain } from '../../../../plugins/webhooks/retention.ts'
import { refusal } from '../../../support/accounts.ts'
import { type Receiver, startReceiver } from '../../../support/receiver.ts'
import { openEngine, type RunningEngine, system } from '../running-engine.ts'

const DAY = 24 * 3_600_000
const typed: TypedMessage = {
  eventType: 'user.updated',
  format: 'standard',
  body: '{ "type":"user.updated" }',
}

describe('a message that somebody typed', () => {
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

  const arrived = () => receiver.requests(seen)
  const send = (id: string, message: Partial<TypedMessage> = {}) =>
    engine.service.sendTyped(id, { ...typed, ...message }, system)
  const tables = async () => [
    (await engine.db.reader('webhooks_tests')).length,
    (await engine.db.reader('webhooks_attempts')).length,
  ]

  test('goes out byte for byte, marked as a test, under an id of its own and without a signature', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { headers: { 'X-Tenant': 'north' } })
    await receiver.script([{ status: 418, body: 'no, north', headers: { 'x-heard': 'yes' } }])
    const view = await send(endpoint.id, { headers: { 'X-Typed': 'by hand' } })
    const [post, ...more] = await arrived()
    assert.equal(more.length, 0)
    assert.equal(post?.body, typed.body)
    assert.match(view.id, /^test_/)
    const { headers } = post ?? { headers: {} }
    assert.equal(headers['webhook-id'], view.id)
    assert.equal(headers['gatepost-test'], '1')
    assert.equal(headers['content-type'], 'application/json')
    assert.deepEqual([headers['x-tenant'], headers['x-typed']], ['north', 'by hand'])
    assert.equal(headers['webhook-signature'], undefined)
    assert.equal(headers['webhook-timestamp'], undefined)

    const [attempt] = view.attempts
    assert.deepEqual([attempt?.status, attempt?.sent, attempt?.number], [418, true, 1])
    assert.equal(attempt?.requestSha256, createHash('sha256').update(typed.body).digest('hex'))
    assert.equal(attempt?.responseHeaders?.['x-heard'], 'yes')
    const kept = JSON.stringify([
      await engine.db.reader('webhooks_attempts'),
      await engine.db.reader('events'),
    ])
    assert.ok(!/north|by hand/.test(kept), 'what was sent in confidence is kept nowhere')
    assert.deepEqual(await engine.service.listTyped(endpoint.id), [view])
    assert.deepEqual((await engine.service.listDeliveries({})).data, [], 'it is no delivery')
  })

  test('has the headers of its format, GenAuth secret included', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/ga`, {
      format: 'genauth',
      contentType: 'form',
      events: ['login'],
      genauthSecret: 'shared-secret',
    })
    await send(endpoint.id, { format: 'genauth', body: 'eventName=login&data=1' })
    await send(endpoint.id, { format: 'cloudevents', contentType: 'cloudevents+json' })
    const [form, event] = await arrived()
    assert.equal(form?.headers['content-type'], 'application/x-www-form-urlencoded')
    assert.equal(form?.headers['user-agent'], 'authing-webhook@2.0')
    assert.equal(form?.headers['x-authing-token'], 'shared-secret')
    assert.equal(event?.headers['content-type'], 'application/cloudevents+json')
    assert.equal(event?.headers['x-authing-token'], undefined)
    assert.ok(!JSON.stringify(await engine.db.reader('webhooks_attempts')).includes('shared-secret'))
  })

  test('is told as an event, and keeps every request where no answer came', async () => {
    await receiver.script([{ act: 'reset' }, { act: 'reset' }, {}])
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`, { enabled: false })
    const view = await send(endpoint.id)
    assert.deepEqual(
      view.attempts.map(({ status, error }) => status ?? error?.kind),
      ['reset', 'reset', 200],
    )
    assert.equal((await arrived()).length, 3)
    const event = await engine.db.reader('events').where({ type: 'webhook.endpoint.tested' }).first()
    const { test: id, eventType, format } = JSON.parse(event.data)
    assert.deepEqual([id, eventType, format], [view.id, 'user.updated', 'standard'])
    assert.equal(event.subject, endpoint.id)
  })

  test('goes to no address that a delivery may not go to', async () => {
    const { endpoint } = await engine.endpoint('https://oa.example.org/oa')
    await engine.db.writer('webhooks_endpoints').update({ url: 'http://169.254.169.254/latest' })
    const { attempts } = await send(endpoint.id)
    assert.deepEqual(
      attempts.map(({ sent, error }) => [sent, error?.kind]),
      [[false, 'forbidden']],
    )
  })

  test('is refused with the field at fault, to nobody, and more than thirty times a minute', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    await assert.rejects(send('ep_nobody'), refusal('not_found'))
    for (const header of ['webhook-signature', 'Gatepost-Test', 'x-authing-token', 'Host'])
      await assert.rejects(
        send(endpoint.id, { headers: { [header]: 'x' } }),
        refusal('invalid', `headers.${header}`),
      )
    await assert.rejects(send(endpoint.id, { body: 'x'.repeat(65_537) }), refusal('invalid', 'body'))
    await assert.rejects(send(endpoint.id, { eventType: ' ' }), refusal('invalid', 'eventType'))
    assert.deepEqual(await tables(), [0, 0])
    for (let count = 0; count < 30; count++) await send(endpoint.id)
    await assert.rejects(send(endpoint.id), refusal('too_many'))
    engine.clock.move(60_001)
    await send(endpoint.id)
    assert.equal((await arrived()).length, 31)
  })

  test('goes with its attempts when the retention ends, or when a user it names is erased', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    await send(endpoint.id, { body: '{"id":"usr_ann"}' })
    await send(endpoint.id, { body: '{"id":"usr_bob"}' })
    await engine.engine.fanOut.erase?.('usr_ann')
    assert.deepEqual(await tables(), [1, 1])
    engine.clock.move(31 * DAY)
    await send(endpoint.id)
    await retain({ db: engine.db, clock: engine.clock, log: engine.log, retentionDays: 30 }, async () => {})
    assert.deepEqual(await tables(), [1, 1])
    assert.deepEqual((await engine.service.listTyped(endpoint.id))[0]?.body, typed.body)
  })
})
