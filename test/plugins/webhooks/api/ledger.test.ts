import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { ledgerSchema, whySchema } from '../../../../plugins/webhooks/api/ledger.ts'
import { suiteScope } from '../../../support/scope.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  makeWebhook,
  startConsoleServer,
} from '../console-server.ts'

describe('the ledger over the API', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let oa: { id: string }
  let silent: { id: string }
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    oa = await makeWebhook(call, { url: `${server.receiver.url}/oa` })
    silent = await makeWebhook(call, { url: `${server.receiver.url}/silent`, events: ['user.deleted'] })
    await server.user('Ann Example')
    await deliveries(call, `endpoint=${oa.id}&state=delivered`, 1)
  })

  it('balances, for each webhook and in total', async () => {
    const { status, body } = await call('get', '/ledger')
    assert.equal(status, 200)
    const ledger = ledgerSchema.strict().parse(body)
    assert.deepEqual([ledger.balanced, ledger.difference], [true, 0])
    assert.deepEqual([ledger.total.owed, ledger.total.states.delivered], [1, 1])
    assert.deepEqual(
      ledger.webhooks.map(({ webhook, owed }) => [webhook.id, owed]),
      [
        [oa.id, 1],
        [silent.id, 0],
      ],
    )
  })

  it('shows one webhook alone, and none that never was', async () => {
    const { body } = await call('get', `/ledger?webhook=${silent.id}`)
    assert.deepEqual(
      body.webhooks.map(({ webhook }: { webhook: { id: string } }) => webhook.id),
      [silent.id],
    )
    assert.equal(body.total.owed, 1)
    assert.equal((await call('get', '/ledger?webhook=ep_none')).status, 404)
    assert.equal((await call('get', '/ledger?colour=red')).status, 422)
  })

  it('says why an event was sent to one webhook and not to another', async () => {
    const [{ event }] = (await call('get', `/deliveries?endpoint=${oa.id}`)).body.data
    const why = async (endpoint: string) => {
      const { status, body } = await call('get', `/ledger/why?event=${event.id}&endpoint=${endpoint}`)
      assert.equal(status, 200)
      return whySchema.strict().parse(body)
    }
    assert.equal((await why(oa.id)).answers[0]?.code, 'delivered')
    const { answers, webhook } = await why(silent.id)
    assert.equal(webhook.id, silent.id)
    assert.deepEqual(answers, [
      {
        code: 'outside_its_events',
        text: 'user.registered is not among the events that the endpoint wanted then: user.deleted.',
        delivery: null,
        variant: '',
      },
    ])
  })

  it('asks for both an event and an endpoint, and for ones that there are', async () => {
    const missing = await call('get', '/ledger/why?event=evt_1')
    assert.equal(missing.status, 422)
    assert.equal(missing.body.errors[0].field, 'endpoint')
    const unknown = await call('get', `/ledger/why?event=evt_none&endpoint=${oa.id}`)
    assert.equal(unknown.status, 404)
    assert.match(unknown.body.detail, /The log holds no event evt_none/)
  })

  it('opens to a key that may read webhooks, and to no other', async () => {
    assert.equal((await (await server.api('webhooks:read'))('get', '/ledger')).status, 200)
    assert.equal((await (await server.api('users:read'))('get', '/ledger')).status, 403)
  })
})
