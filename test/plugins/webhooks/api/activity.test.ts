import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { activitySchema } from '../../../../plugins/webhooks/api/activity.ts'
import { suiteScope } from '../../../support/scope.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  makeWebhook,
  startConsoleServer,
} from '../console-server.ts'

describe('how a webhook fares, over the API', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    await server.receiver.script([{ status: 200 }], { paths: { '/down': [{ status: 500 }] } })
  })
  const activity = async (id: string) => {
    const { status, body } = await call('get', `/webhooks/${id}/activity`)
    assert.equal(status, 200)
    return activitySchema.strict().parse(body)
  }

  it('counts attempts by half hours of the last day, and says how long the answers took', async () => {
    const up = await makeWebhook(call, { url: `${server.receiver.url}/up` })
    const down = await makeWebhook(call, { url: `${server.receiver.url}/down`, retry: { delays: [] } })
    const silent = await makeWebhook(call, { url: `${server.receiver.url}/up`, events: ['user.deleted'] })
    await server.user('Ann Example')
    await server.user('Ben Example')
    await deliveries(call, `endpoint=${up.id}&state=delivered`, 2)
    await deliveries(call, `endpoint=${down.id}&state=dead`, 2)
    const well = await activity(up.id)
    assert.deepEqual([well.delivered, well.failed, well.halfHours.length], [2, 0, 48])
    assert.equal(
      well.halfHours.reduce((sum, { delivered }) => sum + delivered, 0),
      2,
    )
    assert.ok(well.p50Ms !== null && well.p95Ms !== null && well.p50Ms <= well.p95Ms)
    const ill = await activity(down.id)
    assert.deepEqual([ill.delivered, ill.failed, ill.p50Ms], [0, 2, null])
    const none = await activity(silent.id)
    assert.deepEqual([none.delivered, none.failed, none.p95Ms], [0, 0, null])
  })

  it('is not there for a webhook that is none, or to a key without the scope', async () => {
    assert.equal((await call('get', '/webhooks/ep_none/activity')).status, 404)
    const events = await server.api('events:read')
    assert.equal((await events('get', '/webhooks/ep_none/activity')).status, 403)
  })
})
