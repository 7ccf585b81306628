import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../../support/scope.ts'
import { csrfOf, type PageVisitor } from '../../../support/visit.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  makeWebhook,
  shows,
  startConsoleServer,
} from '../console-server.ts'

describe('the debug panel of a webhook', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
  })
  let made = 0
  const make = async (settings: object = {}) => {
    made += 1
    const path = `/hook-${made}`
    const { id } = await makeWebhook(call, {
      name: `OA ${made}`,
      url: `${server.receiver.url}${path}`,
      ...settings,
    })
    const received = async () => (await server.receiver.requests()).filter((one) => one.path === path)
    return { id, panel: `/console/webhooks/${id}/debug/new`, received }
  }
  const text = (html: string) =>
    html
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replaceAll(/<\/?[iu]>/g, '')
  /** What stands in a field of the panel. */
  const typedIn = (html: string, name: string) =>
    text(new RegExp(`<textarea[^>]* name="${name}"[^>]*>([^<]*)`).exec(html)?.[1] ?? 'no field')
  const send = (panel: string, fields: Readonly<Record<string, string>>) =>
    opa.submit(panel, { type: 'user.updated', event: '', format: '', headers: '', ...fields }, panel)

  it('begins with an example of the chosen event as the webhook’s format writes it', async () => {
    const { panel, id } = await make({ headers: { 'X-OA-Tenant': 'header of the receiver' } })
    const page = (await opa.get(`/console/webhooks/${id}`)).text
    assert.ok(page.includes(`href="${panel}"`))
    const standard = await opa.get(`${panel}?type=user.email.verified`)
    assert.equal(JSON.parse(typedIn(standard.text, 'body')).type, 'user.email.verified')
    shows(standard.text, /These go along as they are set: X-OA-Tenant\./)
    assert.ok(!standard.text.includes('header of the receiver'))
    const binary = (await opa.get(`${panel}?type=user.updated&format=CloudEvents,+binary`)).text
    assert.match(typedIn(binary, 'headers'), /^ce-specversion: 1\.0$/m)
    assert.equal(typedIn(binary, 'headers').includes('user-agent'), false)
    const form = (await opa.get(`${panel}?type=user.registered&format=GenAuth,+form`)).text
    assert.match(typedIn(form, 'body'), /^eventName=register&/)
  })

  it('says where a format has no message for an event, and takes a body of one’s own', async () => {
    const { panel } = await make({ format: 'genauth' })
    const { text: page } = await opa.get(`${panel}?type=user.invited`)
    shows(page, /The GenAuth format has no event of this kind\. Type a body, or choose another event\./)
    assert.equal(typedIn(page, 'body'), '')
  })

  it('sends what was typed, byte for byte, marked as a test and unsigned, and shows both sides', async () => {
    const { panel, received } = await make()
    const body = '{\n  "type": "user.updated",\n  "data": { "n": 1 }\n}'
    const sent = await send(panel, { body: body.replaceAll('\n', '\r\n'), headers: 'X-Trace: try-7' })
    assert.equal(sent.status, 200)
    const [post, ...more] = await received()
    assert.ok(post && more.length === 0)
    assert.equal(post.body, body)
    assert.equal(post.headers['gatepost-test'], '1')
    assert.match(String(post.headers['webhook-id']), /^test_/)
    assert.equal(post.headers['webhook-signature'], undefined)
    assert.equal(post.headers['x-trace'], 'try-7')
    const seen = text(sent.text)
    assert.ok(seen.includes(`webhook-id: ${post.headers['webhook-id']}`))
    shows(seen, /200 in \d+ ms: the receiver took it\./)
    shows(seen, /<h3[^>]*>What we sent<\/h3>[\s\S]*"n": 1[\s\S]*<h3[^>]*>What came back<\/h3>[\s\S]*200 OK/)
    assert.equal(typedIn(sent.text, 'body'), body)
    assert.equal(typedIn(sent.text, 'headers'), 'X-Trace: try-7')
  })

  it('shows what the receiver said when it refused, and keeps the request for a later look', async () => {
    const { id, panel } = await make()
    await server.receiver.script([{ status: 422, body: 'employee 4711 is not known' }])
    const sent = await send(panel, { body: '{"n":2}' })
    await server.receiver.script([{}])
    shows(sent.text, /422 in \d+ ms: the receiver refused it\./)
    shows(sent.text, /employee 4711 is not known/)
    const test = /webhook-id:<\/i> <u>(test_\w+)/.exec(sent.text)?.[1]
    const later = await opa.get(`/console/webhooks/${id}/debug/${test}`)
    assert.equal(later.status, 200)
    shows(later.text, /employee 4711 is not known/)
    assert.equal(typedIn(later.text, 'body'), '{"n":2}')
    assert.ok((await opa.get(panel)).text.includes(`/debug/${test}"`))
    const other = await make()
    assert.equal((await opa.get(`/console/webhooks/${other.id}/debug/${test}`)).status, 404)
    assert.equal((await opa.get(`/console/webhooks/${id}/debug/test_none`)).status, 404)
  })

  it('reaches a webhook that is off, and neither delivers nor owes anything by it', async () => {
    const { id, panel, received } = await make({ enabled: false, events: ['user.deleted'] })
    shows((await opa.get(panel)).text, /The webhook is off\. From here it is reached all the same\./)
    await send(panel, { body: '{}' })
    assert.equal((await received()).length, 1)
    assert.deepEqual((await call('get', `/deliveries?endpoint=${id}`)).body.data, [])
    const { body } = await call('get', `/ledger?webhook=${id}`)
    assert.deepEqual([body.balanced, body.webhooks[0].owed], [true, 0])
  })

  it('begins with an event of the log where one is named, from its delivery on', async () => {
    const { id, panel } = await make()
    await server.user('Dora Example')
    const [delivery] = await deliveries(call, `endpoint=${id}&state=delivered`, 1)
    const event = delivery?.event.id ?? ''
    const link = `${panel}?event=${event}`
    assert.ok((await opa.get(`/console/deliveries/${delivery?.id}`)).text.includes(`href="${link}"`))
    const { text: page } = await opa.get(link)
    assert.equal(JSON.parse(typedIn(page, 'body')).data.user.name, 'Dora Example')
    assert.equal(JSON.parse(typedIn(page, 'body')).id, event)
    shows((await opa.get(`${panel}?event=evt_none`)).text, /not in the log any more/)
  })

  it('refuses at the field, keeps what was typed, and sends nothing', async () => {
    const { panel, received } = await make()
    for (const [fields, words] of [
      [{ headers: 'Host: x', body: '{"n":3}' }, /Host is set by Gatepost itself/],
      [
        { headers: 'webhook-signature: v1,x', body: '{"n":3}' },
        /webhook-signature is set by Gatepost itself/,
      ],
      [{ headers: 'no header', body: '{"n":3}' }, /Line 1 is no header/],
      [{ body: `{"n":3}${' '.repeat(65_536)}` }, /At most 65,536 characters/],
      [{ body: '{"n":3}', colour: 'red' }, /This form has no field called colour/],
    ] as const) {
      const answer = await send(panel, fields)
      assert.equal(answer.status, 422, String(words))
      shows(answer.text, words)
      if (!('colour' in fields)) assert.match(typedIn(answer.text, 'body'), /^\{"n":3\}/)
    }
    assert.deepEqual(await received(), [])
  })

  it('is told in the log, by whom, and without the body', async () => {
    const { id, panel } = await make()
    await send(panel, { body: '{"secret":"of the body"}' })
    const { body } = await call('get', '/events?after=0&types=webhook.endpoint.tested&limit=1000')
    const event = body.data.find((one: { data: { endpoint: { id: string } } }) => one.data.endpoint.id === id)
    assert.equal(event.context.actor.type, 'operator')
    assert.ok(!JSON.stringify(event).includes('of the body'))
  })

  it('sends at most thirty a minute, says so, and keeps what was typed', async () => {
    const { panel, received } = await make()
    const token = csrfOf((await opa.get(panel)).text) ?? ''
    const fields = { type: 'ping', event: '', format: '', headers: '', body: '{}', _csrf: token }
    for (let n = 0; n < 30; n++) assert.equal((await opa.post(panel, fields)).status, 200)
    const refused = await opa.post(panel, { ...fields, body: '{"n":31}' })
    assert.equal(refused.status, 429)
    shows(refused.text, /Thirty requests went out within a minute/)
    assert.equal(typedIn(refused.text, 'body'), '{"n":31}')
    assert.equal((await received()).length, 30)
  })
})
