import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  deliverySchema,
  deliveryWithAttemptsSchema,
} from '../../../../plugins/webhooks/api/delivery-answer.ts'
import { suiteScope } from '../../../support/scope.ts'
import { until } from '../../../support/wait.ts'
import {
  type Call,
  type ConsoleServer,
  type Delivery,
  deliveries,
  makeWebhook,
  startConsoleServer,
} from '../console-server.ts'

describe('deliveries over the API', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let oa: { id: string; secret: string }
  let ann: string
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    oa = await makeWebhook(call, { url: `${server.receiver.url}/oa`, headers: { 'X-Tenant': 'seven' } })
    await makeWebhook(call, {
      name: 'Filtered',
      url: `${server.receiver.url}/filtered`,
      filter: { all: [{ path: 'type', equals: 'user.deleted' }] },
    })
    ann = await server.user('Ann Example')
    await server.user('Ben Example')
    await call('patch', `/users/${ann}`, { name: 'Anne Example' })
    await deliveries(call, `endpoint=${oa.id}&state=delivered`, 3)
  })

  const list = async (query: string): Promise<Delivery[]> => {
    const { status, body } = await call('get', `/deliveries?${query}`)
    assert.equal(status, 200)
    for (const row of body.data) deliverySchema.strict().parse(row)
    return body.data
  }

  it('filters by webhook, state, type, user and event', async () => {
    assert.equal((await list(`endpoint=${oa.id}`)).length, 3)
    assert.equal(
      (await list('state=skipped')).every(({ reason }) => reason === 'filtered'),
      true,
    )
    assert.equal((await list('state=skipped,delivered')).length, 6)
    assert.equal((await list(`user=${ann}&endpoint=${oa.id}`)).length, 2)
    const [updated] = await list(`type=user.updated&endpoint=${oa.id}`)
    assert.equal(updated?.event.type, 'user.updated')
    assert.equal((await list(`event=${updated?.event.id}`)).length, 2)
    assert.deepEqual(await list('user=usr_nobody'), [])
  })

  it('refuses a state, a parameter and a cursor that it does not know', async () => {
    const state = await call('get', '/deliveries?state=lost')
    assert.equal(state.status, 422)
    assert.match(state.body.errors[0].field, /^state/)
    assert.match(state.body.errors[0].message, /held, pending, leased, delivered, dead, skipped/)
    assert.equal((await call('get', '/deliveries?colour=red')).status, 422)
    assert.equal((await call('get', '/deliveries?cursor=%27%3B--')).status, 422)
    assert.equal((await call('get', '/deliveries?limit=201')).status, 422)
  })

  it('takes any text in a filter as text', async () => {
    for (const name of ['endpoint', 'user', 'event', 'type'])
      assert.deepEqual(await list(`${name}=${encodeURIComponent("' or 1=1 --")}`), [])
  })

  it('goes on where a page ended, however many come meanwhile', async () => {
    const before = await list('limit=200')
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await call('get', `/deliveries?limit=2${cursor}`)
      seen.push(...body.data.map(({ id }: Delivery) => id))
      if (cursor === '') await server.user('Cem Example')
      cursor = body.next === null ? '' : `&cursor=${body.next}`
    } while (cursor !== '')
    assert.deepEqual(
      seen,
      before.map(({ id }) => id),
    )
  })

  it('shows one delivery with its attempts, own header values masked', async () => {
    const [first] = await list(`endpoint=${oa.id}&type=user.updated`)
    const { status, body } = await call('get', `/deliveries/${first?.id}`)
    assert.equal(status, 200)
    const { attempts } = deliveryWithAttemptsSchema.strict().parse(body)
    const [attempt] = attempts
    assert.equal(attempt?.status, 200)
    assert.equal(attempt?.request.headers['webhook-id'], first?.messageId)
    assert.ok(!JSON.stringify(body).includes('seven'))
    assert.equal((await call('get', '/deliveries/dlv_000000zzzz')).status, 404)
    assert.equal((await call('get', '/deliveries/1')).status, 404)
  })

  it('sends it again under the same webhook-id', async () => {
    const [first] = await list(`endpoint=${oa.id}&type=user.updated`)
    const resent = await call('post', `/deliveries/${first?.id}/resend`)
    assert.equal(resent.status, 202)
    // A quick worker has it in hand before the answer is written.
    assert.match(deliverySchema.strict().parse(resent.body).state, /^(pending|leased|delivered)$/)
    await until('the receiver has it twice', async () => {
      const all = await server.receiver.requests()
      return all.filter(({ headers }) => headers['webhook-id'] === first?.messageId).length === 2
    })
  })

  it('refuses a resend to a webhook that is off, with the way out', async () => {
    const [first] = await list(`endpoint=${oa.id}&type=user.updated`)
    await call('patch', `/webhooks/${oa.id}`, { enabled: false })
    const { status, body } = await call('post', `/deliveries/${first?.id}/resend`)
    assert.equal(status, 409)
    assert.match(body.detail, /Switch it on/)
    await call('patch', `/webhooks/${oa.id}`, { enabled: true })
  })

  it('opens to webhooks:read, resends by webhooks:write', async () => {
    const [first] = await list(`endpoint=${oa.id}`)
    const reader = await server.api('webhooks:read')
    const stranger = await server.api('events:read', 'users:write')
    assert.equal((await reader('get', `/deliveries/${first?.id}`)).status, 200)
    assert.equal((await reader('post', `/deliveries/${first?.id}/resend`)).status, 403)
    assert.equal((await stranger('get', '/deliveries')).status, 403)
  })
})
