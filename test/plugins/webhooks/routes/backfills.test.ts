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

describe('sending users from the console', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  let ann: string
  let hook: string
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
    ann = await server.user('Ann')
    await server.user('Bob')
    hook = (await makeWebhook(call, { url: `${server.receiver.url}/hook`, events: ['user.deleted'] })).id
  })
  const at = (path = '') => `/console/webhooks/${hook}${path}`
  const form = () => at('/backfills/new')
  const preview = (fields: Readonly<Record<string, string>> = {}) =>
    opa.submit(at('/backfills'), { ...fields, preview: '1' }, form())

  it('is reached from the webhook, and says what it is for before there was any', async () => {
    shows((await opa.get(at())).text, new RegExp(`href="${at('/users')}"`))
    const { text } = await opa.get(at('/users'))
    shows(text, /None yet/)
    shows(text, new RegExp(`href="${at('/backfills/new')}"`))
  })

  it('says how many would go out before any does', async () => {
    const before = (await server.receiver.counts()).requests
    shows((await preview()).text, /The state of <b[^>]*>3 users<\/b> goes to OA/)
    shows((await preview({ ids: ann })).text, /Send 1 user</)
    shows((await preview({ status: 'invited' })).text, /No user fits this\./)
    assert.equal((await server.receiver.counts()).requests, before)
  })

  it('refuses at its field what cannot be, and keeps what was typed', async () => {
    const { status, text } = await preview({ status: 'happy', from: 'soon' })
    assert.equal(status, 422)
    shows(text, /id="f-status-error"/)
    shows(text, /id="f-from-error"/)
    const never = await preview({ ids: '<b>' })
    assert.equal(never.status, 422)
    shows(never.text, /id="f-ids-error"/)
    shows(never.text, /&lt;b>/)
    hides(never.text, /<b>\./)
  })

  it('previews as many users as may be named, and says of one more that it is too many', async () => {
    const named = (count: number) =>
      Array.from({ length: count }, (_, n) => `usr_${String(n).padStart(26, '0')}`).join('\n')
    const most = await preview({ ids: `${named(999)}\n${ann}` })
    assert.equal(most.status, 422)
    shows(most.text, /There never was a user usr_0{26}\./)
    const more = await preview({ ids: `${named(1000)}\n${ann}` })
    assert.equal(more.status, 422)
    shows(more.text, /Name at most 1,000 users/)
  })

  it('sends what the preview said, and shows how far it is until all is there', async () => {
    const answer = await opa.submit(at('/backfills'), { ids: ann }, form())
    assert.equal(answer.status, 303, answer.text)
    const page = String(answer.headers.location)
    await until('it is done', async () => /All 1 were delivered\./.test((await opa.get(page)).text))
    const { text } = await opa.get(page)
    shows(text, /1 of 1 have ended/)
    hides(text, /Stop this backfill/)
    hides(text, /data-stream/)
    shows((await opa.get(at('/users'))).text, /href="\/console\/webhooks\/ep_\w+\/backfills\/bkf_\w+"/)
  })

  it('stops on request', async () => {
    await server.receiver.script([{ act: 'hang' }])
    const answer = await opa.submit(at('/backfills'), {}, form())
    const page = String(answer.headers.location)
    const running = await opa.get(page)
    shows(running.text, /data-stream="\/console\/live\/webhooks\/backfill\?/)
    shows(running.text, /Stop this backfill/)
    const second = await opa.submit(at('/backfills'), {}, form())
    assert.equal(second.status, 409)
    shows(second.text, /A backfill of this webhook is running\./)
    assert.equal((await opa.submit(`${page}/stop`, {}, page)).status, 303)
    shows((await opa.get(page)).text, /Stopping|Stopped after/)
    assert.equal((await opa.submit(`${page}/stop`, {}, page)).status, 303)
  })

  it('is not there for a backfill that never was', async () => {
    assert.equal((await opa.get(at('/backfills/bkf_none'))).status, 404)
    assert.equal((await opa.get('/console/webhooks/ep_none/backfills/new')).status, 404)
    assert.equal((await opa.get('/console/webhooks/ep_none/users')).status, 404)
  })
})
