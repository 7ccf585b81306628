import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { ManagementClient } from 'authing-node-sdk'
import { type Api, apiOf } from '../../support/api.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { suiteScope } from '../../support/scope.ts'
import { type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/wait.ts'

type Created = Parameters<ManagementClient['createWebhook']>[0]

/** GenAuth's public Node SDK, as it is, pointed at a server of ours by its `host` and at nothing else. */
describe('the ManagementClient of authing-node-sdk', () => {
  const scope = suiteScope()
  let server: Server
  let receiver: Receiver
  let client: ManagementClient
  /** Our own API, for what GenAuth's has no call for here. */
  let api: Api
  let seen = 0
  before(async () => {
    receiver = await startReceiver()
    server = await startServer(scope, { GATEPOST_WEBHOOK_ALLOW: '127.0.0.1', GATEPOST_LIMITS_SCALE: '1000' })
    const printed = await server.cli('key', 'create', '--name', 'HR script', '--genauth', '--json')
    const { accessKeyId, accessKeySecret } = JSON.parse(printed)
    const key = (await server.cli('key', 'create', '--name', 'checks')).trim().split(/\s+/).at(-1) ?? ''
    api = apiOf(server.url, key)
    client = new ManagementClient({ accessKeyId, accessKeySecret, host: server.url })
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    await receiver.script([{}])
    seen = (await receiver.counts()).requests
  })

  const settings = (rest: object = {}): Created => Object({ ...FIRST, url: `${receiver.url}/hook`, ...rest })
  const made = async (rest: object = {}) => {
    const { statusCode, message, data } = await client.createWebhook(settings(rest))
    assert.equal(statusCode, 200, message)
    return data
  }
  /** What arrived at the receiver since the test began, once there are so many. */
  const arrived = (count: number) =>
    until(`${count} requests have arrived`, async () => {
      const posts = await receiver.requests(seen)
      return posts.length >= count && posts
    })

  it('createWebhook makes a webhook and tells it in GenAuth’s shape, shared secret included', async () => {
    const retryConfig = { enabled: true, count: 3, delay: 2, delayUnit: 'Minute' }
    const webhook = await made({ secret: 'shared', retryConfig, enabled: false })
    const { webhookId, createdAt, updatedAt, ...rest } = webhook
    assert.match(webhookId, /^ep_/)
    assert.equal(new Date(createdAt).toISOString(), createdAt)
    assert.equal(updatedAt, createdAt)
    assert.deepEqual(rest, {
      name: 'User sync',
      url: `${receiver.url}/hook`,
      contentType: 'application/json',
      enabled: false,
      events: ['user:created', 'login'],
      secret: 'shared',
      retryConfig,
    })
  })

  it('is told when its key has asked too often, by the limit of the whole API', async (t) => {
    const narrow = await startServer(t, { GATEPOST_API_LIMIT: '3' })
    const printed = await narrow.cli('key', 'create', '--name', 'eager', '--genauth', '--json')
    const eager = new ManagementClient({ ...JSON.parse(printed), host: narrow.url })
    const codes: number[] = []
    for (let n = 0; n < 4; n++) codes.push((await eager.listWebhooks({})).statusCode)
    assert.deepEqual(codes, [200, 200, 200, 429])
    assert.match((await eager.listWebhooks({})).message, /more than 3 requests within a minute/)
  })

  it('createWebhook keeps every name of the SDK, also those that never fire, and the old spelling', async () => {
    const { data } = await client.getWebhookEventList()
    const events = [...data.events.map(({ value }) => value), 'mfaVerify']
    assert.equal(events.length, 77)
    assert.deepEqual((await made({ events })).events, events)
  })

  it('createWebhook tells what is wrong with a field, by its own name, and makes nothing', async () => {
    const before = (await client.listWebhooks({})).data.totalCount
    for (const [rest, words] of [
      [{ url: 'http://169.254.169.254/' }, /^url: 169\.254\.169\.254 is a metadata address/],
      [{ events: ['user:creatd'] }, /^events\.0: /],
      [{ events: [] }, /^events: Choose at least one event/],
      [{ contentType: 'text/xml' }, /^contentType: Choose application\/json or/],
      [{ name: '' }, /^name: Give it a name/],
      [{ secret: 'två ord' }, /^secret: At most 256 plain ASCII/],
      [{ retryConfig: { enabled: true, count: 31 } }, /^retryConfig\.count: At most 30 retries/],
      [
        { retryConfig: { enabled: true, delay: 8, delayUnit: 'Day' } },
        /^retryConfig\.0: At most 604800 seconds/,
      ],
    ] as const) {
      const { statusCode, message, data } = await client.createWebhook(settings(rest))
      assert.deepEqual([statusCode, data], [400, undefined], message)
      assert.match(message, words)
    }
    assert.equal((await client.listWebhooks({})).data.totalCount, before)
  })

  it('listWebhooks pages through those of the format genauth, and through no other', async () => {
    const other = { name: 'Native', url: receiver.url, events: ['user.*'] }
    const native = await api.createWebhook(other)
    for (const name of ['one', 'two', 'three']) await made({ name })
    const all = (await client.listWebhooks({ limit: 50 })).data
    assert.equal(all.list.length, all.totalCount)
    assert.ok(!all.list.some(({ webhookId }) => webhookId === native.id))
    const pages = await Promise.all([1, 2].map((page) => client.listWebhooks({ page, limit: 2 })))
    assert.deepEqual(
      pages.flatMap(({ data }) => data.list.map(({ webhookId }) => webhookId)),
      all.list.slice(0, 4).map(({ webhookId }) => webhookId),
    )
    const tooMany = await client.listWebhooks({ limit: 51 })
    assert.deepEqual([tooMany.statusCode, tooMany.message], [400, 'limit: Give a whole number from 1 to 50.'])
    assert.equal((await client.getWebhook({ webhookId: native.id })).statusCode, 404)
  })

  it('getWebhook reads one, and says 404 in the body for one that is not there', async () => {
    const webhook = await made()
    assert.deepEqual((await client.getWebhook({ webhookId: webhook.webhookId })).data, webhook)
    const { statusCode, message } = await client.getWebhook({ webhookId: 'ep_nobody' })
    assert.equal(statusCode, 404)
    assert.match(message, /There is no webhook ep_nobody/)
  })

  it('updateWebhook changes what it names and leaves the rest, and sending back a webhook changes nothing', async () => {
    const webhook = await made({ secret: 'shared' })
    const { webhookId } = webhook
    const { data } = await client.updateWebhook({ webhookId, name: 'Renamed', enabled: false })
    assert.deepEqual(
      { ...data, updatedAt: '' },
      { ...webhook, updatedAt: '', name: 'Renamed', enabled: false },
    )
    const back = await client.updateWebhook({
      ...data,
      secret: data.secret ?? '',
      name: 'User sync',
      enabled: true,
    })
    assert.deepEqual({ ...back.data, updatedAt: '' }, { ...webhook, updatedAt: '' })
    const bare = await client.updateWebhook({ webhookId, secret: '' })
    assert.equal(bare.data.secret, '')
    assert.equal((await client.updateWebhook({ webhookId: 'ep_nobody' })).statusCode, 404)
  })

  it('deleteWebhook deletes several, and passes over ids that are not there', async () => {
    const [one, two] = [await made(), await made()]
    const ids = [one.webhookId, 'ep_nobody', two.webhookId]
    assert.equal((await client.deleteWebhook({ webhookIds: ids })).statusCode, 200)
    for (const { webhookId } of [one, two])
      assert.equal((await client.getWebhook({ webhookId })).statusCode, 404)
    assert.equal((await client.deleteWebhook({ webhookIds: ids })).statusCode, 200)
  })

  it('getWebhookLogs tells each request and its answer, secrets masked, and nothing of an unknown id', async () => {
    // Webhooks of other tests hear of the user too.
    const answers = [{ status: 500, body: '{"error":"busy"}' }, { body: 'thanks' }]
    await receiver.script([{}], { paths: { '/logs': answers } })
    const url = `${receiver.url}/logs`
    const { webhookId } = await made({ url, events: ['register'], secret: 'shared', contentType: FORM })
    await api.call('POST', '/users', { username: 'ann' })
    await arrived(1)
    const logs = (body: { page?: number; limit?: number } = {}) =>
      client.getWebhookLogs({ webhookId, ...body })
    await until('a log is there', async () => (await logs()).data.totalCount === 1)
    await client.triggerWebhook({ webhookId })
    const { totalCount, list } = (await logs()).data
    assert.equal(totalCount, 2)
    const [tested, failed] = list
    assert.ok(tested && failed)
    assert.deepEqual([tested.eventName, tested.success, tested.responseBody], ['test', true, 'thanks'])
    assert.deepEqual([failed.eventName, failed.success], ['register', false])
    assert.deepEqual([failed.responseStatusCode, failed.responseBody], [500, { error: 'busy' }])
    assert.equal(failed.errorMessage, 'The receiver answered 500.')
    assert.equal(failed.requestBody.eventName, 'register')
    assert.equal(failed.requestBody.data.username, 'ann')
    assert.equal(failed.requestHeaders['user-agent'], 'authing-webhook@2.0')
    assert.equal(failed.requestHeaders['x-authing-token'], '••••••••')
    assert.ok(!JSON.stringify(list).includes('shared'))
    assert.deepEqual((await logs({ page: 2, limit: 1 })).data, { totalCount: 2, list: [failed] })
    const nothing = await client.getWebhookLogs({ webhookId: 'ep_nobody' })
    assert.deepEqual([nothing.statusCode, nothing.data], [200, { totalCount: 0, list: [] }])
  })

  it('triggerWebhook sends the test body with GenAuth’s headers, marked as a test and unsigned', async () => {
    await receiver.script([{ body: '{"points":3}' }])
    const { webhookId } = await made({ secret: 'shared', enabled: false })
    const { data } = await client.triggerWebhook({ webhookId })
    assert.deepEqual(data, { response: { points: 3 } })
    const [post] = await arrived(1)
    assert.deepEqual(JSON.parse(post?.body ?? ''), {
      eventName: 'test',
      data: { description: 'A test from Gatepost' },
    })
    const headers: Readonly<Record<string, string>> = post?.headers ?? {}
    assert.equal(headers['x-authing-webhook-secret'], 'shared')
    assert.equal(headers['x-authing-token'], 'shared')
    assert.match(headers['x-authing-userpool-id'] ?? '', /^[0-9a-f]{24}$/)
    assert.match(headers['webhook-id'] ?? '', /^test_/)
    assert.equal(headers['gatepost-test'], '1')
    assert.equal(headers['webhook-signature'], undefined)
  })

  it('triggerWebhook sends what its documents show: headers and a body as objects, JSON or form', async () => {
    const { webhookId } = await made({ secret: 'shared', contentType: FORM })
    const sample = { eventName: 'user:created', data: { id: 'usr_1', name: 'Ann & Öz' } }
    const requestHeaders = { ...sample, data: { plain: 1 }, 'X-Authing-Token': 'forged' }
    const answer = await client.triggerWebhook({ webhookId, requestHeaders, requestBody: sample })
    assert.equal(answer.statusCode, 200, answer.message)
    await client.triggerWebhook({
      webhookId,
      requestHeaders: { 'content-type': 'application/json' },
      requestBody: sample,
    })
    const [form, json] = await arrived(2)
    assert.equal(form?.headers['x-authing-token'], 'shared')
    assert.deepEqual([form?.headers.eventname, form?.headers.data], ['user:created', '{"plain":1}'])
    const sent = new URLSearchParams(form?.body)
    assert.deepEqual([sent.get('eventName'), sent.get('data')], ['user:created', JSON.stringify(sample.data)])
    assert.equal(json?.headers['content-type'], 'application/json')
    assert.deepEqual(JSON.parse(json?.body ?? ''), sample)
  })

  it('triggerWebhook goes nowhere else: refused headers, and no answer, are told in the body', async () => {
    await receiver.script([{ act: 'reset' }])
    const { webhookId } = await made()
    const refused = await client.triggerWebhook({ webhookId, requestHeaders: { Host: 'inside' } })
    assert.equal(refused.statusCode, 400)
    assert.match(refused.message, /^requestHeaders\.host: host is set by Gatepost itself/)
    assert.equal((await receiver.requests(seen)).length, 0)
    const cut = await client.triggerWebhook({ webhookId })
    assert.equal(cut.statusCode, 503)
    assert.match(cut.message, /The connection broke before an answer came/)
    assert.equal((await client.triggerWebhook({ webhookId: 'ep_nobody' })).statusCode, 404)
  })

  it('getWebhookEventList lists all 76 names with their category, and which of them fire here', async () => {
    const { categories, events } = (await client.getWebhookEventList()).data
    assert.equal(events.length, 76)
    const known = new Set(categories.map(({ value }) => value))
    for (const event of events)
      assert.ok(known.has(event.category) && event.name && event.nameEn, event.value)
    const available = events
      .filter((event) => 'available' in event && event.available)
      .map(({ value }) => value)
    assert.deepEqual(available.sort(), [
      ...[
        'kick',
        'login',
        'mfa:verified',
        'register',
        'test',
        'user:blocked',
        'user:created',
        'user:deleted',
      ],
      ...['user:email-verified', 'user:password-changed', 'user:unblocked', 'user:updated'],
    ])
  })

  it('tells each change as an event by the access key, once', async () => {
    const { webhookId } = await made({ secret: 'never-told' })
    await client.updateWebhook({ webhookId, name: 'Renamed', secret: 'never-told-either' })
    await client.triggerWebhook({ webhookId })
    await client.deleteWebhook({ webhookIds: [webhookId] })
    const wanted = ['created', 'updated', 'tested', 'deleted'].map((kind) => `webhook.endpoint.${kind}`)
    const own = await until('all are in the log', async () => {
      const all = await api.list(`/events?types=${wanted.join(',')}`)
      const found = all.filter((event) => JSON.stringify(event).includes(webhookId))
      return found.length >= wanted.length && found
    })
    assert.deepEqual(
      own.map((event) => Object(event).type),
      wanted,
    )
    assert.ok(!JSON.stringify(own).includes('never-told'))
    for (const event of own) assert.match(JSON.stringify(event), /"actor":\{"type":"api_key","id":"key_/)
  })
})

const FORM = 'application/x-www-form-urlencoded'
const FIRST = { name: 'User sync', contentType: 'application/json', events: ['user:created', 'login'] }
