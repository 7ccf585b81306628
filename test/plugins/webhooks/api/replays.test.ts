import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { previewSchema, replaySchema } from '../../../../plugins/webhooks/api/replays.ts'
import { suiteScope } from '../../../support/scope.ts'
import { until } from '../../../support/wait.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  makeWebhook,
  startConsoleServer,
} from '../console-server.ts'

describe('replays over the API', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let oa: { id: string }
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    oa = await makeWebhook(call, { url: `${server.receiver.url}/oa` })
    await server.user('Ann Example')
    await server.user('Ben Example')
    await deliveries(call, `endpoint=${oa.id}&state=delivered`, 2)
  })

  const start = (body: object) => call('post', `/webhooks/${oa.id}/replay`, body)
  const refusedAt = async (body: object) => {
    const answer = await start(body)
    assert.equal(answer.status, 422, answer.text)
    return answer.body.errors.map(({ field }: { field: string }) => field)
  }

  it('say what they would do, and do nothing, with preview', async () => {
    const { status, body } = await start({ preview: true })
    assert.equal(status, 200)
    assert.deepEqual(previewSchema.strict().parse(body), { count: 2, erased: 0, seconds: null })
    assert.deepEqual((await call('get', `/webhooks/${oa.id}/replays`)).body, { data: [], next: null })
  })

  it('begin with 202, run to their end, and are listed', async () => {
    const seen = (await server.receiver.counts()).requests
    const { status, body, headers } = await start({ types: ['user.*'] })
    assert.equal(status, 202)
    const replay = replaySchema.strict().parse(body)
    assert.deepEqual([replay.total, replay.webhook, replay.to], [2, oa.id, oa.id])
    const path = `/webhooks/${oa.id}/replays/${replay.id}`
    assert.equal(headers.location, `/api/v1${path}`)
    const done = await until('it is done', async () => {
      const { body } = await call('get', path)
      return replaySchema.parse(body).state === 'done' && body
    })
    assert.deepEqual([done.delivered, done.open, done.left], [2, 0, 0])
    assert.equal((await server.receiver.counts()).requests - seen, 2)
    const list = await call('get', `/webhooks/${oa.id}/replays`)
    assert.deepEqual(list.body.data, [done])
    const stopped = await call('post', `${path}/stop`)
    assert.equal(stopped.status, 409)
  })

  it('go to another webhook, and stop', async () => {
    const other = await makeWebhook(call, { url: `${server.receiver.url}/other`, ratePerSecond: 0.01 })
    const { status, body } = await start({ to: other.id, which: 'all' })
    assert.equal(status, 202)
    const { status: again } = await start({ to: other.id })
    assert.equal(again, 409)
    const stop = await call('post', `/webhooks/${other.id}/replays/${body.id}/stop`)
    assert.equal(stop.status, 200)
    const ended = await until('it has stopped', async () => {
      const { body: now } = await call('get', `/webhooks/${oa.id}/replays/${body.id}`)
      return now.state === 'stopped' && now
    })
    assert.equal(ended.to, other.id)
    assert.equal((await call('get', '/ledger')).body.balanced, true)
  })

  it('are refused at the field that is wrong', async () => {
    assert.deepEqual(await refusedAt({ which: 'some' }), ['which'])
    assert.deepEqual(await refusedAt({ from: 'yesterday' }), ['from'])
    assert.deepEqual(await refusedAt({ from: '2026-11-24T00:00:00Z', until: '2026-11-23T00:00:00Z' }), [
      'until',
    ])
    assert.deepEqual(await refusedAt({ types: ['user.nothing'] }), ['types.0'])
    assert.deepEqual(await refusedAt({ to: 'ep_none' }), ['to'])
    assert.deepEqual(await refusedAt({ colour: 'red' }), ['colour'])
    assert.equal((await start({ which: 'failed' })).status, 409)
    assert.equal((await call('post', '/webhooks/ep_none/replay', {})).status, 404)
    assert.equal((await call('get', `/webhooks/${oa.id}/replays/rpl_none`)).status, 404)
  })

  it('need a key that may write', async () => {
    const reader = await server.api('webhooks:read')
    assert.equal((await reader('post', `/webhooks/${oa.id}/replay`, {})).status, 403)
    assert.equal((await reader('get', `/webhooks/${oa.id}/replays`)).status, 200)
  })
})
