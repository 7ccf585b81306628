import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { webhookSchema, webhookWithSecretSchema } from '../../../../plugins/webhooks/api/webhook-answer.ts'
import { suiteScope } from '../../../support/scope.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  makeWebhook,
  startConsoleServer,
} from '../console-server.ts'

describe('webhooks over the API', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
  })
  const hook = (path = '') => `${server.receiver.url}/hook${path}`
  /** Field → words of a refused body. */
  const faults = async (body: object): Promise<Record<string, string>> => {
    const answer = await call('post', '/webhooks', body)
    assert.equal(answer.status, 422)
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    const errors: { field: string; message: string }[] = answer.body.errors
    return Object.fromEntries(errors.map(({ field, message }) => [field, message]))
  }

  it('answers a creation with the object and, this once, its secret', async () => {
    const made = await call('post', '/webhooks', { name: 'OA', url: hook(), events: ['user.*'] })
    assert.equal(made.status, 201)
    assert.equal(made.headers.location, `/api/v1/webhooks/${made.body.id}`)
    assert.match(webhookWithSecretSchema.strict().parse(made.body).secret ?? '', /^whsec_/)
    const read = await call('get', `/webhooks/${made.body.id}`)
    webhookSchema.strict().parse(read.body)
    const { secret, ...rest } = made.body
    assert.deepEqual(read.body, rest)
    const list = await call('get', '/webhooks')
    assert.ok(!JSON.stringify([read.body, list.body]).includes(secret.slice(8)))
  })

  it('fills in what a creation leaves out', async () => {
    const { body } = await call('post', '/webhooks', { name: 'OA', url: hook(), events: ['user.*'] })
    assert.equal(body.format, 'standard')
    assert.equal(body.enabled, true)
    assert.equal(body.ordered, true)
    assert.equal(body.timeoutMs, 15_000)
    assert.equal(body.retry.delays.length, 9)
    assert.equal(body.health.state, 'idle')
  })

  it('masks header values, authentication and the GenAuth secret wherever it answers', async () => {
    const hidden = ['tenant-seven', 'open-sesame', 'gen-auth-secret']
    const made = await call('post', '/webhooks', {
      name: 'GenAuth',
      url: hook(),
      events: ['register'],
      format: 'genauth',
      genauthSecret: hidden[2],
      headers: { 'X-Tenant': hidden[0] },
      auth: { type: 'bearer', token: hidden[1] },
    })
    assert.equal(made.status, 201)
    const patched = await call('patch', `/webhooks/${made.body.id}`, { name: 'GenAuth 2' })
    const listed = await call('get', '/webhooks?limit=200')
    for (const { body } of [made, patched, listed])
      for (const secret of hidden) assert.ok(!JSON.stringify(body).includes(secret))
    assert.deepEqual(Object.keys(patched.body.headers), ['X-Tenant'])
    assert.deepEqual(patched.body.auth, { type: 'bearer' })
    assert.match(patched.body.genauthSecret, /^•+$/)
  })

  it('sends CloudEvents whose dataschema leads to the schema of their data', async () => {
    const settings = { format: 'cloudevents', contentType: 'application/cloudevents+json' }
    const made = await makeWebhook(call, { url: hook('/ce'), events: ['user.registered'], ...settings })
    assert.equal((await call('get', `/webhooks/${made.id}`)).body.contentType, 'cloudevents+json')
    await server.user('Cleo')
    await deliveries(call, `endpoint=${made.id}&state=delivered`, 1)
    const post = (await server.receiver.requests()).find(({ path }) => path === '/hook/ce')
    const { dataschema, data } = JSON.parse(post?.body ?? '{}')
    const { origin, pathname, hash } = new URL(dataschema)
    assert.equal(origin, 'http://localhost:3000')
    const schema = await (await fetch(`${server.url}${pathname}`)).json()
    assert.equal(hash, '#/properties/data')
    assert.deepEqual(Object.keys(schema.properties.data.properties).sort(), Object.keys(data).sort())
  })

  it('names each fault at its field', async () => {
    const words = await faults({
      name: ' ',
      url: 'ftp://oa.example.org',
      events: ['user.*'],
      retry: { delays: [5, -1] },
      headers: { Host: 'a' },
      filter: { all: [{ path: 'nonsense', equals: 1 }] },
    })
    assert.deepEqual(Object.keys(words).sort(), [
      'filter.all.0.path',
      'headers.Host',
      'name',
      'retry.delays.1',
      'url',
    ])
  })

  it('refuses a forbidden address at url and names the setting that allows it', async () => {
    const words = await faults({ name: 'OA', url: 'https://10.0.4.12/hook', events: ['user.*'] })
    assert.match(words.url ?? '', /10\.0\.4\.12 is a private address\. Allow it in GATEPOST_WEBHOOK_ALLOW/)
    const local = await faults({ name: 'OA', url: 'http://169.254.169.254/', events: ['user.*'] })
    assert.match(local.url ?? '', /GATEPOST_WEBHOOK_ALLOW/)
  })

  it('refuses an event that does not exist, at its place, with the nearest one', async () => {
    const words = await faults({ name: 'OA', url: hook(), events: ['user.*', 'user.registred'] })
    assert.match(words['events.1'] ?? '', /The nearest is user\.registered\./)
  })

  it('refuses fields and parameters that it does not know, by their name', async () => {
    assert.ok('colour' in (await faults({ name: 'OA', url: hook(), events: ['*'], colour: 'red' })))
    const { id } = await makeWebhook(call, { url: hook() })
    const patched = await call('patch', `/webhooks/${id}`, { id: 'ep_other' })
    assert.equal(patched.status, 422)
    assert.equal(patched.body.errors[0].field, 'id')
    assert.equal((await call('get', '/webhooks?page=2')).status, 422)
  })

  it('changes what a patch names and nothing else', async () => {
    const { id } = await makeWebhook(call, { url: hook(), timeoutMs: 3000, headers: { 'X-A': 'b' } })
    const before = (await call('get', `/webhooks/${id}`)).body
    const { status, body } = await call('patch', `/webhooks/${id}`, { name: 'New name', ordered: false })
    assert.equal(status, 200)
    assert.deepEqual(
      { ...body, updatedAt: null },
      { ...before, name: 'New name', ordered: false, updatedAt: null },
    )
  })

  it('is switched off and on by a patch', async () => {
    const { id } = await makeWebhook(call, { url: hook() })
    const off = await call('patch', `/webhooks/${id}`, { enabled: false })
    assert.equal(off.body.enabled, false)
    assert.equal(off.body.disabledReason, 'operator')
    assert.equal((await call('post', `/webhooks/${id}/test`)).status, 409)
    const on = await call('patch', `/webhooks/${id}?waiting=skip`, { enabled: true })
    assert.equal(on.body.enabled, true)
    assert.equal(on.body.disabledAt, null)
  })

  it('sends a test to this webhook and to no other', async () => {
    await makeWebhook(call, { url: hook('/other'), events: ['*'] })
    const { id } = await makeWebhook(call, { url: hook('/tested'), events: ['user.deleted'] })
    assert.equal((await call('post', `/webhooks/${id}/test`)).status, 202)
    await deliveries(call, `endpoint=${id}&state=delivered`, 1)
    const all = await server.receiver.requests()
    const pings = all.filter(({ body }) => body.includes('"type":"ping"'))
    assert.deepEqual(
      pings.map(({ path }) => path),
      ['/hook/tested'],
    )
  })

  it('rotates the secret, and refuses an overlap beyond 30 days', async () => {
    const { id, secret } = await makeWebhook(call, { url: hook() })
    const rotated = await call('post', `/webhooks/${id}/rotate-secret`, { overlapSeconds: 0 })
    assert.equal(rotated.status, 200)
    assert.notEqual(webhookWithSecretSchema.strict().parse(rotated.body).secret, secret)
    assert.equal((await call('post', `/webhooks/${id}/rotate-secret`)).status, 200)
    const refused = await call('post', `/webhooks/${id}/rotate-secret`, { overlapSeconds: 2_592_001 })
    assert.equal(refused.status, 422)
    assert.equal(refused.body.errors[0].field, 'overlapSeconds')
  })

  it('deletes, and knows it no more', async () => {
    const { id } = await makeWebhook(call, { url: hook() })
    assert.equal((await call('delete', `/webhooks/${id}`)).status, 204)
    for (const [method, path] of [
      ['get', ''],
      ['patch', ''],
      ['delete', ''],
      ['post', '/test'],
      ['post', '/rotate-secret'],
    ] as const)
      assert.equal((await call(method, `/webhooks/${id}${path}`, {})).status, 404, `${method} ${path}`)
  })

  it('lists each webhook once over all pages, also while one is made', async () => {
    const before = (await call('get', '/webhooks?limit=200')).body.data.map(({ id }: { id: string }) => id)
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await call('get', `/webhooks?limit=2${cursor}`)
      seen.push(...body.data.map(({ id }: { id: string }) => id))
      if (cursor === '') await makeWebhook(call, { url: hook() })
      cursor = body.next === null ? '' : `&cursor=${body.next}`
    } while (cursor !== '')
    assert.deepEqual(seen.slice(0, before.length), before)
    assert.equal(new Set(seen).size, seen.length)
    assert.equal((await call('get', '/webhooks?cursor=nonsense')).status, 422)
  })

  it('lists those alone that are off, or that a text is a part of, and refuses a state that is none', async () => {
    const on = await makeWebhook(call, { name: 'Payroll', url: hook('/payroll') })
    const off = await makeWebhook(call, { name: 'Payroll, old', url: hook(), enabled: false })
    const listed = async (query: string) =>
      (await call('get', `/webhooks?limit=200&${query}`)).body.data.map(({ id }: { id: string }) => id)
    assert.deepEqual(await listed('search=PAYROLL'), [on.id, off.id])
    assert.deepEqual(await listed('search=hook/payroll'), [on.id])
    assert.deepEqual(await listed('search=payroll&state=disabled'), [off.id])
    assert.deepEqual(await listed('search=payroll&state=failing'), [])
    assert.equal((await call('get', '/webhooks?state=well')).status, 422)
  })

  it('changes and deletes for who saw the newest version, secrets and the switch included', async () => {
    const { id } = await makeWebhook(call, { url: hook() })
    const tag = async () => String((await call('get', `/webhooks/${id}`)).headers.etag)
    const old = await tag()
    const patch = (body: object, seen: string) => call('patch', `/webhooks/${id}`, body).set('if-match', seen)
    assert.equal((await patch({ name: 'Mine' }, old)).status, 200)
    assert.equal((await patch({ name: 'Theirs' }, old)).status, 412)
    const before = await tag()
    await call('post', `/webhooks/${id}/rotate-secret`, {})
    assert.equal((await patch({ enabled: false }, before)).status, 412)
    assert.equal((await patch({ enabled: false }, await tag())).status, 200)
    assert.equal((await call('delete', `/webhooks/${id}`).set('if-match', before)).status, 412)
    const { body } = await call('get', `/webhooks/${id}`)
    assert.deepEqual([body.name, body.enabled], ['Mine', false])
    assert.equal((await call('delete', `/webhooks/${id}`).set('if-match', await tag())).status, 204)
  })

  it('has its version from the answer that made it on', async () => {
    const made = await call('post', '/webhooks', { name: 'New', url: hook(), events: ['user.*'] })
    const { id } = made.body
    const [, version] = /^"(\w+)\./.exec(String(made.headers.etag)) ?? []
    assert.match((await call('get', `/webhooks/${id}`)).headers.etag ?? '', new RegExp(`^"${version}\\.`))
    const rename = () =>
      call('patch', `/webhooks/${id}`, { name: 'Newer' }).set('if-match', String(made.headers.etag))
    assert.deepEqual([(await rename()).status, (await rename()).status], [200, 412])
  })

  it('stays the same version while deliveries change its health', async () => {
    const { id } = await makeWebhook(call, { url: hook('/health'), events: ['ping'] })
    const read = () => call('get', `/webhooks/${id}`)
    const tag = String((await read()).headers.etag)
    await call('post', `/webhooks/${id}/test`)
    await deliveries(call, `endpoint=${id}&state=delivered`, 1)
    assert.notEqual((await read()).headers.etag, tag)
    const answer = await call('patch', `/webhooks/${id}`, { name: 'Seen' }).set('if-match', tag)
    assert.equal(answer.status, 200)
  })

  it('keeps a secret sealed that is answered again to the same call', async () => {
    const make = () =>
      call('post', '/webhooks', { name: 'Once', url: hook(), events: ['user.*'] }).set(
        'idempotency-key',
        'w-1',
      )
    const [first, again] = [await make(), await make()]
    assert.equal(again.text, first.text)
    assert.match(again.body.secret, /^whsec_/)
    const { body } = await call('get', '/webhooks?limit=200')
    assert.equal(body.data.filter(({ name }: { name: string }) => name === 'Once').length, 1)
  })

  it('lets a key do what its scopes say', async () => {
    const { id } = await makeWebhook(call, { url: hook() })
    const reader = await server.api('webhooks:read')
    const stranger = await server.api('users:read')
    assert.equal((await reader('get', '/webhooks')).status, 200)
    assert.equal((await stranger('get', '/webhooks')).status, 403)
    for (const [method, path] of [
      ['post', '/webhooks'],
      ['patch', `/webhooks/${id}`],
      ['delete', `/webhooks/${id}`],
      ['post', `/webhooks/${id}/test`],
      ['post', `/webhooks/${id}/rotate-secret`],
    ] as const)
      assert.equal((await reader(method, path, {})).status, 403, `${method} ${path}`)
    assert.equal((await call('get', `/webhooks/${id}`)).status, 200)
  })
})
