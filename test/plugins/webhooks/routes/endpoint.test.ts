import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../../support/scope.ts'
import { csrfOf, type PageVisitor } from '../../../support/visit.ts'
import { until } from '../../../support/wait.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  hides,
  makeWebhook,
  OPERATOR,
  shows,
  startConsoleServer,
} from '../console-server.ts'

describe('the page of a webhook', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
  })
  const make = (settings: object = {}) =>
    makeWebhook(call, { name: 'OA employees', url: `${server.receiver.url}/hook`, ...settings })
  const pageOf = (id: string) => `/console/webhooks/${id}`
  /** Presses a button of the page; answers the page that follows. */
  const press = async (id: string, act: string, fields: Readonly<Record<string, string>> = {}) => {
    const answer = await opa.submit(`${pageOf(id)}/${act}`, fields, pageOf(id))
    assert.equal(answer.status, 303, answer.text)
    return (await opa.get(String(answer.headers.location))).text
  }
  const secretIn = (html: string) => /whsec_[A-Za-z0-9+/]{43}=/.exec(html)?.[0]

  it('says that nothing was sent, and shows what was once there is something', async () => {
    const { id } = await make()
    const { text } = await opa.get(pageOf(id))
    shows(text, /Nothing was sent here in this time\./)
    shows(text, /No delivery yet/)
    shows(text, /Ready · nothing sent yet/)
    hides(text, /Last success/)
    shows(text, new RegExp(`<code id="webhook-id">${id}</code> <button`))
    await server.user('Ann Example')
    await deliveries(call, `endpoint=${id}&state=delivered`, 1)
    const after = (await opa.get(pageOf(id))).text
    shows(after, /100 %/)
    shows(after, /1 delivered/)
    shows(after, /Last success <time[^>]*>[\d:]{8}<\/time> · last failure none yet/)
    shows(after, /Ann Example/)
    shows(after, /200 in \d+ ms/)
    shows(after, /<time dateTime="[\d-]+T[\d:.]+Z"/i)
  })

  it('is not there for an id that is none', async () => {
    assert.equal((await opa.get(pageOf('ep_none'))).status, 404)
  })

  it('sends a test and says so', async () => {
    const { id } = await make({ events: ['user.deleted'] })
    shows(await press(id, 'test'), /A test is on its way/)
    await deliveries(call, `endpoint=${id}&type=ping&state=delivered`, 1)
    assert.match((await opa.get(pageOf(id))).text, /<code>ping<\/code>/)
  })

  it('makes a new secret, shows it once, and lets the old one sign along or end', async () => {
    const { id, secret } = await make()
    const rotated = await press(id, 'rotate', { overlap: '86400' })
    shows(rotated, /New secret made\. Copy it now\./)
    const fresh = secretIn(rotated)
    assert.ok(fresh && fresh !== secret)
    shows(rotated, /also signs until/)
    assert.equal(secretIn((await opa.get(pageOf(id))).text), undefined)
    const [, old] = /\/secrets\/(sec_\w+)\/end/.exec(rotated) ?? []
    hides(await press(id, `secrets/${old}/end`), /also signs until/)
    await server.user('Ben Example')
    const post = await until('the receiver has it', async () =>
      (await server.receiver.requests()).find(({ body }) => body.includes('Ben Example')),
    )
    assert.equal(String(post.headers['webhook-signature']).split(' ').length, 1)
  })

  it('refuses an overlap that it does not offer', async () => {
    const { id } = await make()
    const answer = await opa.submit(`${pageOf(id)}/rotate`, { overlap: '99999999' }, pageOf(id))
    assert.equal(answer.status, 422)
    assert.equal((await opa.get(pageOf(id))).text.match(/whsec_/g)?.length, 1)
  })

  it('shows the secret again only after a password given within ten minutes', async () => {
    const { id, secret } = await make()
    await server.moveClock(11 * 60_000)
    const asked = await opa.submit(`${pageOf(id)}/reveal`, {}, pageOf(id))
    const confirm = String(asked.headers.location)
    assert.match(confirm, /^\/account\/confirm\?return_to=/)
    assert.equal(secretIn((await opa.get(pageOf(id))).text), undefined)
    await opa.submit('/account/confirm', { password: OPERATOR.password }, confirm)
    const shown = await press(id, 'reveal')
    assert.equal(secretIn(shown), secret)
    const { body } = await call('get', '/events?after=0&types=webhook.endpoint.secret_revealed&limit=1000')
    assert.ok(
      body.data.some((event: { data: { endpoint: { id: string } } }) => event.data.endpoint.id === id),
    )
  })

  it('switches off and on, and asks what becomes of what waits', async () => {
    await server.receiver.script([{ status: 500 }])
    const { id } = await make({ retry: { delays: [3600] } })
    await server.user('Cem Example')
    await until('a try failed', async () => {
      const [first] = await deliveries(call, `endpoint=${id}&state=pending`, 1)
      return (await call('get', `/deliveries/${first?.id}`)).body.attempts.length > 0
    })
    const off = await press(id, 'disable')
    shows(off, /OA employees is off/)
    shows(off, /1 delivery waits here; none is lost\./)
    shows(off, /Enable and send them/)
    hides(off, /Send a test/)
    await server.receiver.script([{ status: 200 }])
    shows(await press(id, 'enable', { waiting: 'skip' }), /What waited was skipped/)
    const [skipped] = await deliveries(call, `endpoint=${id}&state=skipped`, 1)
    assert.equal(skipped?.reason, 'disabled')
    const page = (await opa.get(`/console/deliveries/${skipped?.id}`)).text
    shows(page, /Not sent\. The webhook was off/)
  })

  it('deletes after saying what that means', async () => {
    const { id } = await make()
    const { text } = await opa.get(pageOf(id))
    shows(text, /Delete OA employees/)
    shows(text, /No event is owed to it any more/)
    shows(await press(id, 'delete'), /OA employees deleted/)
    assert.equal((await opa.get(pageOf(id))).status, 404)
  })

  it('carries a token in each form, and does nothing without one', async () => {
    const { id } = await make()
    const { text } = await opa.get(pageOf(id))
    const forms = text.match(/<form[^>]*method="post".*?<\/form>/gs) ?? []
    assert.ok(forms.length >= 5)
    for (const form of forms) assert.ok(csrfOf(form), form.slice(0, 200))
    for (const act of ['test', 'rotate', 'reveal', 'enable', 'disable', 'delete'])
      assert.equal((await opa.post(`${pageOf(id)}/${act}`)).status, 403, act)
  })

  it('refuses fields that its buttons do not have', async () => {
    const { id } = await make()
    const answer = await opa.submit(`${pageOf(id)}/delete`, { force: 'yes' }, pageOf(id))
    assert.equal(answer.status, 422)
    assert.equal((await opa.get(pageOf(id))).status, 200)
  })

  it('stands in the menu and above the console while it fails', async () => {
    // At a path of its own: what the others try again meanwhile must not switch them off as well.
    await server.receiver.script([{ status: 200 }], { paths: { '/gone': [{ status: 410 }] } })
    const url = `${server.receiver.url}/gone`
    const { id } = await make({ name: 'Gone <b>', url, events: ['user.deleted'] })
    await press(id, 'test')
    await until('it is off', async () => !(await call('get', `/webhooks/${id}`)).body.enabled)
    const { text } = await opa.get('/console')
    shows(text, /Gone &lt;b> was switched off: it answered 410\./)
    shows(text, /need(?:s)? a hand/)
    const own = (await opa.get(pageOf(id))).text
    shows(own, /Gone &lt;b> is off/)
    hides(own, /was switched off: it answered 410/)
  })
})
