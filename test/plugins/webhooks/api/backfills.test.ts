import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { backfillPreviewSchema, backfillSchema } from '../../../../plugins/webhooks/api/backfills.ts'
import { suiteScope } from '../../../support/scope.ts'
import { until } from '../../../support/wait.ts'
import { type Call, type ConsoleServer, makeWebhook, startConsoleServer } from '../console-server.ts'

describe('backfills over the API', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let ann: string
  let oa: { id: string }
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    ann = await server.user('Ann Example')
    await server.user('Ben Example')
    oa = await makeWebhook(call, { url: `${server.receiver.url}/oa`, events: ['user.deleted'] })
  })

  const start = (body: object) => call('post', `/webhooks/${oa.id}/backfills`, body)
  const refusedAt = async (body: object) => {
    const answer = await start(body)
    assert.equal(answer.status, 422, answer.text)
    return answer.body.errors.map(({ field }: { field: string }) => field)
  }

  it('say how many they would send, and send nothing, with preview', async () => {
    const { status, body } = await start({ preview: true })
    assert.equal(status, 200)
    // The operator of the server is a user too.
    assert.deepEqual(backfillPreviewSchema.strict().parse(body), { count: 3, seconds: null })
    assert.equal((await start({ preview: true, users: [ann] })).body.count, 1)
    assert.deepEqual((await call('get', `/webhooks/${oa.id}/backfills`)).body, { data: [], next: null })
  })

  it('begin with 202, run to their end, are listed, and are in the record', async () => {
    const { status, body, headers } = await start({ users: [ann] })
    assert.equal(status, 202)
    const backfill = backfillSchema.strict().parse(body)
    assert.deepEqual([backfill.total, backfill.webhook, backfill.users], [1, oa.id, [ann]])
    const path = `/webhooks/${oa.id}/backfills/${backfill.id}`
    assert.equal(headers.location, `/api/v1${path}`)
    const done = await until('it is done', async () => {
      const { body } = await call('get', path)
      return backfillSchema.parse(body).state === 'done' && body
    })
    assert.deepEqual([done.delivered, done.open, done.left], [1, 0, 0])
    const [post] = await server.receiver.requests()
    const { type, data, sequence } = JSON.parse(post?.body ?? '')
    assert.deepEqual([type, data.user.id, data.backfillId, sequence], ['user.snapshot', ann, backfill.id, 1])
    const list = await call('get', `/webhooks/${oa.id}/backfills`)
    assert.deepEqual(list.body.data, [done])
    assert.equal((await call('post', `${path}/stop`)).status, 409)
    const told = await call('get', '/events?types=webhook.backfill.started')
    assert.deepEqual(
      told.body.data.map((event: { data: { backfill: string } }) => event.data.backfill),
      [backfill.id],
    )
    assert.equal((await call('get', '/ledger')).body.balanced, true)
  })

  it('stop on request', async () => {
    const slow = await makeWebhook(call, { url: `${server.receiver.url}/slow`, ratePerSecond: 0.01 })
    const path = `/webhooks/${slow.id}/backfills`
    const { body } = await call('post', path, {})
    assert.equal((await call('post', path, {})).status, 409)
    assert.equal((await call('post', `${path}/${body.id}/stop`)).status, 200)
    await until('it has stopped', async () => {
      const { body: now } = await call('get', `${path}/${body.id}`)
      return now.state === 'stopped'
    })
  })

  it('are refused at the field that is wrong', async () => {
    assert.deepEqual(await refusedAt({ status: 'happy' }), ['status'])
    assert.deepEqual(await refusedAt({ createdFrom: 'yesterday' }), ['createdFrom'])
    const backwards = { createdFrom: '2026-11-24T00:00:00Z', createdBefore: '2026-11-23T00:00:00Z' }
    assert.deepEqual(await refusedAt(backwards), ['createdBefore'])
    assert.deepEqual(await refusedAt({ users: ['usr_never'] }), ['users'])
    assert.deepEqual(await refusedAt({ users: [] }), ['users'])
    assert.deepEqual(await refusedAt({ colour: 'red' }), ['colour'])
    assert.equal((await start({ status: 'deleting' })).status, 409)
    assert.equal((await call('post', '/webhooks/ep_none/backfills', {})).status, 404)
    assert.equal((await call('get', `/webhooks/${oa.id}/backfills/bkf_none`)).status, 404)
  })

  it('need a key that may write', async () => {
    const reader = await server.api('webhooks:read')
    assert.equal((await reader('post', `/webhooks/${oa.id}/backfills`, {})).status, 403)
    assert.equal((await reader('get', `/webhooks/${oa.id}/backfills`)).status, 200)
  })
})
