import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../../support/scope.ts'
import type { PageVisitor } from '../../../support/visit.ts'
import { until } from '../../../support/wait.ts'
import {
  type Call,
  type ConsoleServer,
  hides,
  makeWebhook,
  shows,
  startConsoleServer,
} from '../console-server.ts'

describe('sending again from the console', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  let hook: string
  let ann: string
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
    await server.receiver.script([{ status: 500 }])
    hook = (await make('Broken')).id
    ann = await server.user('Ann')
    await server.user('Bob')
    await call('patch', `/users/${ann}`, { name: 'Anne' })
    await counted('state=dead', 3)
    await server.receiver.script([{}])
  })
  const make = (name: string, settings: object = {}) =>
    makeWebhook(call, { name, url: `${server.receiver.url}/${name}`, retry: { delays: [] }, ...settings })
  const at = (path = '') => `/console/webhooks/${hook}${path}`
  const counted = (query: string, count: number) =>
    until(`${count} deliveries are ${query}`, async () => {
      const { body } = await call('get', `/deliveries?endpoint=${hook}&${query}`)
      return body.data.length === count
    })
  const form = (query: string) => at(`/replay/new?${query}`)
  /** Presses the button of the preview; answers where it led. */
  const start = async (fields: Readonly<Record<string, string>>) => {
    const query = new URLSearchParams({ ...fields, preview: '1' })
    const answer = await opa.submit(at('/replay'), { which: 'failed', ...fields }, form(String(query)))
    assert.equal(answer.status, 303, answer.text)
    return String(answer.headers.location)
  }

  it('says how many would go out before any does', async () => {
    const before = (await server.receiver.counts()).requests
    const { status, text } = await opa.get(form('which=failed&preview=1'))
    assert.equal(status, 200)
    shows(text, /3 deliveries go out<\/b> to Broken, as fast as the receiver answers/)
    shows(text, /Send 3 again/)
    shows((await opa.get(form('which=missed&preview=1'))).text, /Nothing fits this\./)
    assert.equal((await server.receiver.counts()).requests, before)
  })

  it('narrows down by time, event, user and last answer', async () => {
    const count = async (query: string) =>
      /(\d+) deliver(?:y|ies) goe?s? out/.exec((await opa.get(form(`${query}&preview=1`))).text)?.[1]
    assert.equal(await count('types=user.registered'), '2')
    assert.equal(await count('types=user.*+ping'), '3')
    assert.equal(await count(`user=${ann}`), '2')
    assert.equal(await count('answer=5xx'), '3')
    assert.equal(await count('answer=422'), undefined)
    assert.equal(await count('until=2020-01-01T00:00'), undefined)
    assert.equal(await count('from=2020-01-01T00:00'), '3')
  })

  it('refuses at its field what cannot be, and keeps what was typed', async () => {
    const query = 'which=failed&from=soon&types=user.nothing&answer=9xx&user=%3Cb%3E&preview=1'
    const { status, text } = await opa.get(form(query))
    assert.equal(status, 422)
    shows(text, /id="f-from-error"/)
    shows(text, /id="f-answer-error"/)
    shows(text, /id="f-user-error"/)
    shows(text, /value="&lt;b>"/)
    const pattern = await opa.get(form('which=failed&types=user.nothing&preview=1'))
    assert.equal(pattern.status, 422)
    shows(pattern.text, /id="f-types-error"/)
    const backwards = await opa.get(form('from=2026-02-02&until=2026-01-01&preview=1'))
    shows(backwards.text, /id="f-until-error"/)
  })

  it('sends what the preview said, and shows how far it is until all is there', async () => {
    const before = (await server.receiver.counts()).requests
    const page = await start({ which: 'failed', user: ann })
    await until('the replay is done', async () => /All 2 were delivered\./.test((await opa.get(page)).text))
    assert.equal((await server.receiver.counts()).requests, before + 2)
    const { text } = await opa.get(page)
    shows(text, /2 of 2 have ended/)
    hides(text, /Stop this replay/)
    hides(text, /data-stream/)
    shows((await opa.get(at())).text, /href="\/console\/webhooks\/ep_\w+\/replays\/rpl_\w+">2 of 2</)
  })

  it('stops on request, and what waits is as it was before', async () => {
    await server.receiver.script([{ act: 'hang' }])
    const page = await start({ which: 'all' })
    await until(
      'something is in flight',
      async () => (await call('get', `/deliveries?endpoint=${hook}&state=leased`)).body.data.length > 0,
    )
    const running = await opa.get(page)
    shows(running.text, /data-stream="\/console\/live\/webhooks\/replay\?/)
    shows(running.text, /Stop this replay/)
    const second = await opa.submit(at('/replay'), { which: 'all' }, form('which=all&preview=1'))
    assert.equal(second.status, 409)
    shows(second.text, /role="status"/)
    const held = await opa.get(form('which=failed&preview=1'))
    shows(held.text, /A replay to this webhook is running\./)
    assert.equal((await opa.submit(`${page}/stop`, {}, page)).status, 303)
    shows((await opa.get(page)).text, /Stopping|Stopped after/)
    assert.equal((await opa.submit(`${page}/stop`, {}, page)).status, 303)
  })

  it('sends what was missed while it was off', async () => {
    const { id } = await make('Off')
    await call('patch', `/webhooks/${id}`, { enabled: false })
    await server.receiver.script([{}])
    await server.user('Cid')
    await until(
      'one was missed',
      async () => (await call('get', `/deliveries?endpoint=${id}&state=skipped`)).body.data.length === 1,
    )
    const page = `/console/webhooks/${id}`
    shows(
      (await opa.get(`${page}/replay/new?which=missed&preview=1`)).text,
      /This webhook is off\. Switch it on/,
    )
    await call('patch', `/webhooks/${id}`, { enabled: true })
    const { text } = await opa.get(page)
    shows(text, /1 missed while off/)
    shows(text, /replay\/new\?which=missed&amp;preview=1/)
    const answer = await opa.submit(`${page}/replay`, { which: 'missed' }, `${page}/replay/new`)
    assert.equal(answer.status, 303)
    await until('it is there', async () =>
      (await server.receiver.requests()).some(({ path }) => path === '/Off'),
    )
  })

  it('sends to another webhook', async () => {
    const other = await make('Other', { events: ['user.deleted'] })
    await server.receiver.script([{}])
    const page = await start({ which: 'all', types: 'user.registered', to: other.id })
    await until('it is done', async () => /were delivered\./.test((await opa.get(page)).text))
    assert.equal((await server.receiver.requests()).filter(({ path }) => path === '/Other').length, 3)
  })

  it('is not there for a replay that never was', async () => {
    assert.equal((await opa.get(at('/replays/rpl_none'))).status, 404)
    assert.equal((await opa.get('/console/webhooks/ep_none/replay/new')).status, 404)
  })
})
