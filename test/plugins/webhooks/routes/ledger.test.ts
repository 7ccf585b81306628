import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../../support/scope.ts'
import type { PageVisitor } from '../../../support/visit.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  makeWebhook,
  shows,
  startConsoleServer,
} from '../console-server.ts'

describe('the ledger in the console', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  let hook: string
  let event: string
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
    hook = (await make('Wants users')).id
    await server.user('Ann')
    await server.user('Bob')
    event = (await deliveries(call, `endpoint=${hook}&state=delivered`, 2))[0]?.event.id ?? ''
  })
  const make = (name: string) => makeWebhook(call, { name, url: `${server.receiver.url}/${name}` })
  const why = (query: Readonly<Record<string, string>>) =>
    opa.get(`/console/webhooks/ledger/why?${new URLSearchParams(query)}`)

  it('shows what is owed against the states, as the API computes it', async () => {
    const { body } = await call('get', `/ledger?webhook=${hook}`)
    assert.equal(body.balanced, true)
    assert.equal(body.webhooks[0].owed, 2)
    const { status, text } = await opa.get('/console/webhooks/ledger')
    assert.equal(status, 200)
    shows(text, /<h1[\s\S]*?Balanced[\s\S]*?<\/h1>/)
    shows(text, /aria-label="Wants users: 2 owed">2</)
    shows(text, /aria-label="Wants users: 2 delivered">2</)
  })

  it('links each figure to the list of what it counts', async () => {
    const { text } = await opa.get('/console/webhooks/ledger')
    const [, href = ''] = /<a href="([^"]*)" aria-label="Wants users: 2 delivered">/.exec(text) ?? []
    const { status, text: list } = await opa.get(href.replaceAll('&amp;', '&'))
    assert.equal(status, 200)
    shows(list, /2 shown, newest first/)
  })

  it('tells which rule decided about an event and a webhook', async () => {
    shows((await why({ event, endpoint: hook })).text, /It was delivered at 20/)
    const { id } = await make('Came later')
    const { status, text } = await why({ event, endpoint: id })
    assert.equal(status, 200)
    shows(text, /The endpoint was made after it\./)
    shows(text, /There is no delivery\./)
  })

  it('refuses at its field what names nothing', async () => {
    const typed = await why({ event: '<b>', endpoint: hook })
    assert.equal(typed.status, 422)
    shows(typed.text, /id="f-event-error"/)
    shows(typed.text, /value="&lt;b>"/)
    const unknown = await why({ event: 'evt_0', endpoint: hook })
    assert.equal(unknown.status, 404)
    shows(unknown.text, /id="f-event-error"[\s\S]*The log holds no event evt_0/)
    const gone = await why({ event, endpoint: 'ep_0' })
    assert.equal(gone.status, 404)
    shows(gone.text, /id="f-endpoint-error"[\s\S]*There is no webhook ep_0/)
  })

  it('is reached from a delivery and from a webhook, filled in', async () => {
    const [delivery] = await deliveries(call, `endpoint=${hook}`, 1)
    const page = await opa.get(`/console/deliveries/${delivery?.id}`)
    shows(page.text, new RegExp(`ledger/why\\?event=${delivery?.event.id}&amp;endpoint=${hook}`))
    shows((await opa.get(`/console/webhooks/${hook}`)).text, new RegExp(`ledger/why\\?endpoint=${hook}`))
    shows((await why({ endpoint: hook })).text, /Name an event and a webhook\./)
  })
})
