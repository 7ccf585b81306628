import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../../support/scope.ts'
import type { PageVisitor } from '../../../support/visit.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  hides,
  makeWebhook,
  shows,
  startConsoleServer,
} from '../console-server.ts'

describe('what the plugin says about events', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
  })
  const make = (name: string, settings: object = {}) =>
    makeWebhook(call, { name, url: `${server.receiver.url}/${name}`, ...settings })

  it('shows which webhooks got it, which skipped it, and why the others did not', async () => {
    const got = await make('Gets users')
    const filter = { all: [{ path: 'data.user.name', equals: 'Nobody' }] }
    const filtered = await make('Filters', { filter })
    const other = await make('Wants deletions', { events: ['user.deleted'] })
    await server.user('Ann Example')
    const [delivery] = await deliveries(call, `endpoint=${got.id}&state=delivered`, 1)
    const [skipped] = await deliveries(call, `endpoint=${filtered.id}&state=skipped`, 1)
    const { status, text } = await opa.get(`/console/events/${delivery?.event.id}`)
    assert.equal(status, 200)
    for (const { id } of [got, filtered, other]) assert.ok(text.includes(`/console/webhooks/${id}"`))
    assert.ok(text.includes(`/console/deliveries/${delivery?.id}"`))
    assert.ok(text.includes(`/console/deliveries/${skipped?.id}"`))
    shows(text, /The webhook’s filter leaves this event out\./)
    shows(text, /user\.registered is not among the events that the endpoint wanted then: user\.deleted\./)
    assert.ok(text.includes(`/console/webhooks/ledger/why?event=${delivery?.event.id}"`))
  })

  it('shows one event in every format, byte for byte as an endpoint of that format gets it', async () => {
    const { id } = await make('Standard', { events: ['user.blocked'] })
    const user = await server.user('Ben Example')
    await call('post', `/users/${user}/block`, {})
    const [delivery] = await deliveries(call, `endpoint=${id}&state=delivered`, 1)
    const { text } = await opa.get(`/console/events/${delivery?.event.id}`)
    for (const label of [
      'Standard Webhooks',
      'CloudEvents, structured',
      'CloudEvents, binary',
      'GenAuth, form',
    ])
      assert.ok(text.includes(label), label)
    shows(text, /user:blocked/)
    shows(text, /ce-type:/)
    const shown = text
      .replaceAll(/<\/?[iu]>/g, '')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
    const sent = (await server.receiver.requests()).find(({ path }) => path === '/Standard')
    assert.ok(sent && shown.includes(JSON.stringify(JSON.parse(sent.body), null, 2)))
  })

  it('shows for a user the newest deliveries about them, and no other’s', async () => {
    const { id } = await make('Hears of Cyd', { events: ['user.registered'] })
    const cyd = await server.user('Cyd Example')
    const [delivery] = await deliveries(call, `endpoint=${id}&user=${cyd}&state=delivered`, 1)
    const { text } = await opa.get(`/console/users/${cyd}`)
    shows(text, new RegExp(`Newest deliveries.*/console/deliveries/${delivery?.id}".*Hears of Cyd`, 's'))
    assert.ok(text.includes(`/console/deliveries?q=${cyd}"`))
    const dan = await server.user('Dan Example')
    await deliveries(call, `endpoint=${id}&user=${dan}`, 1)
    assert.ok(!(await opa.get(`/console/users/${dan}`)).text.includes(delivery?.id ?? 'none'))
    await call('delete', `/webhooks/${id}`)
  })

  it('shows for a type who asks for it and an example in every format', async () => {
    await make('Only verified', { events: ['user.email.verified'], enabled: false })
    const { text } = await opa.get('/console/event-types/user.email.verified')
    shows(text, /<span id="body-0">.* data-copy="body-0"/s)
    shows(text, /An example in every format.*Who asks for it.*Only verified/s)
    hides(text, /Wants deletions/)
    const none = (await opa.get('/console/event-types/settings.updated')).text
    shows(none, /No webhook asks for it\. It is recorded all the same\./)
    shows(none, /GenAuth format has no event of this kind|needs a user/)
  })

  it('says of an addressed type that nobody asks for it', async () => {
    const { status, text } = await opa.get('/console/event-types/ping')
    assert.equal(status, 200)
    shows(text, /The webhooks that it names, and to no other/)
    hides(text, /Who asks for it/)
  })
})
