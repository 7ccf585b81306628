import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../../support/scope.ts'
import { csrfOf, inputOf, type PageVisitor } from '../../../support/visit.ts'
import { until } from '../../../support/wait.ts'
import {
  type Call,
  type ConsoleServer,
  hides,
  makeWebhook,
  shows,
  startConsoleServer,
} from '../console-server.ts'

const NEW = '/console/webhooks/new'
/** What a browser sends of a form that was filled in and not touched further. */
const FILLED = {
  name: 'OA employees',
  events: ['user.registered', 'user.updated'],
  patterns: '',
  format: 'standard',
  contentType: 'json',
  mode: 'structured',
  signature: 'v1',
  ordered: 'on',
  timeout: '15',
  rate: '',
  atOnce: '256',
  retries: '5s 5m',
  headers: '',
  fields: '',
  filter: '',
  genauthSecret: '',
  authType: 'none',
  authUser: '',
  authPassword: '',
  authToken: '',
  ca: '',
  sample: 'user.registered',
} as const

describe('the pages that list, make and change webhooks', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
  })
  const url = () => `${server.receiver.url}/hook`

  it('say that events are recorded already while there is no webhook', async () => {
    const { text } = await opa.get('/console/webhooks')
    shows(text, /No webhook yet/)
    shows(text, /Events are being recorded already/)
    shows(text, /href="\/console\/webhooks\/new"/)
  })

  it('open to operators alone, and change nothing without the form’s own token', async () => {
    for (const path of ['', '/new']) {
      const answer = await server.visit().get(`/console/webhooks${path}`)
      assert.equal(answer.status, 303)
      assert.match(String(answer.headers.location), /^\/login/)
    }
    assert.equal((await opa.post(NEW, { ...FILLED, url: url() })).status, 403)
    assert.equal((await call('get', '/webhooks')).body.data.length, 0)
  })

  it('offer every event with its description, failed sign-ins not ticked', async () => {
    const { text } = await opa.get(NEW)
    const box = (type: string) => new RegExp(`<input[^>]*value="${type}"[^>]*>`).exec(text)?.[0] ?? ''
    assert.match(box('user.registered'), / checked/)
    assert.match(box('user.login.failed'), /^<input(?!.* checked)/)
    shows(text, /A sign-in was refused/)
    assert.match(box('webhook.endpoint.failing'), /checkbox/)
    assert.equal(box('ping'), '')
  })

  it('show a new webhook’s secret once, on the page after the form', async () => {
    const made = await opa.submit(NEW, { ...FILLED, url: url() })
    assert.equal(made.status, 303)
    const page = String(made.headers.location)
    assert.match(page, /^\/console\/webhooks\/ep_\w+$/)
    const shown = await opa.get(page)
    shows(shown.text, /Webhook created\. Copy its secret now\./)
    const [secret = ''] = /whsec_[A-Za-z0-9+/]{43}=/.exec(shown.text) ?? []
    assert.equal(String(shown.headers['cache-control']), 'no-store')
    const again = await opa.get(page)
    hides(again.text, /Copy its secret now/)
    assert.ok(!again.text.includes(secret.slice(6, 30)))
    shows(again.text, new RegExp(`whsec_•+${secret.slice(-5, -1).replaceAll(/[+/]/g, '\\$&')}`))
  })

  it('show the secret to nobody but the operator who made it', async () => {
    const made = await opa.submit(NEW, { ...FILLED, url: url() })
    const carried = opa
      .cookies()
      .split('; ')
      .find((pair) => pair.startsWith('gatepost_once='))
    assert.ok(carried)
    assert.ok(!carried.includes('whsec'))
    const other = await makeWebhook(call, { url: url() })
    const elsewhere = await opa.get(`/console/webhooks/${other.id}`)
    hides(elsewhere.text, /Copy its secret now/)
    assert.match(String(made.headers['set-cookie']), /gatepost_once=[^;]+;.*HttpOnly.*SameSite=Strict/)
  })

  it('keep all that was typed when something is wrong, and say it beside its field', async () => {
    const typed = {
      ...FILLED,
      name: 'OA <employees>',
      url: 'http://10.0.4.12/hooks',
      patterns: 'usr.*',
      timeout: '99',
      retries: '5s soon',
      headers: 'X-Tenant: seven\nno colon',
      filter: '{"all":',
      authType: 'basic',
      authUser: 'gate',
      authPassword: 'open sesame',
    }
    const { status, text } = await opa.submit(NEW, typed)
    assert.equal(status, 422)
    const fault = (name: string) =>
      new RegExp(`id="f-${name}-error".*?<span>(.*?)</span>`, 's').exec(text)?.[1] ?? ''
    assert.match(fault('url'), /10\.0\.4\.12 is a private address\. Allow it in GATEPOST_WEBHOOK_ALLOW/)
    assert.match(fault('events'), /No event matches usr\.\*\./)
    assert.match(fault('timeout'), /from 1 to 30/)
    assert.match(fault('retries'), /“soon” is no pause/)
    assert.match(fault('headers'), /Line 2 is no header/)
    assert.match(fault('filter'), /not JSON/)
    for (const kept of [
      'value="OA &lt;employees>"',
      'value="http://10.0.4.12/hooks"',
      'value="usr.*"',
      'value="99"',
      'value="5s soon"',
      'X-Tenant: seven\nno colon',
      '{"all":',
      'value="gate"',
    ])
      assert.ok(text.replaceAll('&quot;', '"').includes(kept), kept)
    hides(text, /open sesame/)
    shows(text, /<details class="fold[^>]* open/)
  })

  it('never show again a private key that was typed as an authority', async () => {
    const ca = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIKexample\n-----END EC PRIVATE KEY-----'
    const { status, text } = await opa.submit(NEW, { ...FILLED, url: url(), ca })
    assert.equal(status, 422)
    assert.match(text, /id="f-ca-error"/)
    assert.ok(!text.includes('MHcCAQEEIKexample'))
  })

  it('make a webhook of everything that the form offers', async () => {
    const made = await opa.submit(NEW, {
      ...FILLED,
      url: url(),
      patterns: 'user.login.* user.deleted',
      timeout: '2.5',
      rate: '20',
      atOnce: '8',
      retries: '10s, 2m 1h 1d',
      headers: 'X-Tenant: seven',
      fields: 'data.user.email\ndata.user.id',
      filter: '{"all": [{"path": "data.user.email", "exists": true}]}',
      authType: 'bearer',
      authToken: 'token-1',
    })
    const { body } = await call('get', `/webhooks/${String(made.headers.location).split('/').at(-1)}`)
    assert.deepEqual(body.events, ['user.registered', 'user.updated', 'user.login.*', 'user.deleted'])
    assert.equal(body.timeoutMs, 2500)
    assert.equal(body.ratePerSecond, 20)
    assert.equal(body.maxInFlight, 8)
    assert.deepEqual(body.retry.delays, [10, 120, 3600, 86_400])
    assert.deepEqual(Object.keys(body.headers), ['X-Tenant'])
    assert.deepEqual(body.fields, ['data.user.email', 'data.user.id'])
    assert.equal(body.filter.all.length, 1)
    assert.deepEqual(body.auth, { type: 'bearer' })
  })

  it('keep what is secret and was not typed anew when a webhook is edited', async () => {
    const { id } = await makeWebhook(call, {
      url: `${server.receiver.url}/kept`,
      format: 'genauth',
      events: ['register'],
      genauthSecret: 'gen-secret',
      headers: { 'X-Tenant': 'seven' },
      auth: { type: 'basic', username: 'gate', password: 'sesame' },
    })
    const edit = `/console/webhooks/${id}/edit`
    const { text } = await opa.get(edit)
    for (const secret of ['seven', 'gen-secret', 'sesame']) assert.ok(!text.includes(secret), secret)
    shows(text, /X-Tenant: ••••••••/)
    const saved = await opa.submit(edit, {
      ...FILLED,
      name: 'Renamed',
      url: `${server.receiver.url}/kept`,
      events: [],
      patterns: 'register',
      format: 'genauth',
      headers: 'X-Tenant: ••••••••\nX-New: eight',
      authType: 'basic',
    })
    assert.equal(saved.status, 303)
    await server.user('Ida Example')
    const post = await until('the receiver has it', async () =>
      (await server.receiver.requests()).find(({ path }) => path === '/kept'),
    )
    assert.equal(post.headers['x-tenant'], 'seven')
    assert.equal(post.headers['x-new'], 'eight')
    assert.equal(post.headers['x-authing-webhook-secret'], 'gen-secret')
    assert.equal(post.headers.authorization, `Basic ${Buffer.from('gate:sesame').toString('base64')}`)
  })

  it('refuse a mask in the place of a value that was never given', async () => {
    const refused = await opa.submit(NEW, { ...FILLED, url: url(), headers: 'X-New: ••••••••' })
    assert.equal(refused.status, 422)
    shows(refused.text, /The value of X-New is masked\. Type the value itself\./)
  })

  it('refuse a field that the form does not have, and one sent twice', async () => {
    const unknown = await opa.submit(NEW, { ...FILLED, url: url(), enabled: 'no' })
    assert.equal(unknown.status, 422)
    shows(unknown.text, /This form has no field called enabled\./)
    const twice = await opa.submit(NEW, { ...FILLED, url: [url(), url()] })
    assert.equal(twice.status, 422)
    shows(twice.text, /Send this once\./)
  })

  it('show without script what the receiver would get, through the real serializer, and save nothing', async () => {
    const before = (await call('get', '/webhooks?limit=200')).body.data.length
    const shown = await opa.submit(NEW, {
      ...FILLED,
      name: '',
      url: 'https://oa.example.org/in?x=1',
      headers: 'X-Tenant: seven',
      fields: 'data.user.email',
      sample: 'user.updated',
      show: '1',
    })
    assert.equal(shown.status, 200)
    const [preview = ''] = /<section class="card" id="preview">.*?<\/section>/s.exec(shown.text) ?? []
    shows(preview, /POST \/in\?x=1/)
    shows(preview, /webhook-signature:<\/i> <u>v1,/)
    shows(preview, /"type":<\/i> "user\.updated"/)
    shows(preview, /"email":<\/i> "ann@example\.org"/)
    hides(preview, /username|seven/)
    const genauth = await opa.submit(NEW, { ...FILLED, url: url(), format: 'genauth', show: '1' })
    shows(genauth.text, /x-authing-userpool-id/)
    shows(genauth.text, /Sent 2 times, once under each name: register, user:created\./)
    assert.equal((await call('get', '/webhooks?limit=200')).body.data.length, before)
  })

  it('show and make CloudEvents in the mode that is chosen, and show it again', async () => {
    const chosen = { ...FILLED, url: url(), format: 'cloudevents', sample: 'user.updated' }
    const preview = async (mode: string) => {
      const { text } = await opa.submit(NEW, { ...chosen, mode, show: '1' })
      return /<section class="card" id="preview">.*?<\/section>/s.exec(text)?.[0] ?? ''
    }
    const structured = await preview('structured')
    shows(structured, /content-type:<\/i> application\/cloudevents\+json/)
    shows(structured, /"specversion":<\/i> "1\.0"/)
    const binary = await preview('binary')
    shows(binary, /ce-type:<\/i> user\.updated/)
    hides(binary, /specversion":/)
    for (const [mode, contentType] of [
      ['structured', 'cloudevents+json'],
      ['binary', 'json'],
    ] as const) {
      const made = await opa.submit(NEW, { ...chosen, mode })
      const page = String(made.headers.location)
      const { body } = await call('get', `/webhooks/${page.split('/').at(-1)}`)
      assert.deepEqual([body.format, body.contentType], ['cloudevents', contentType])
      const { text } = await opa.get(`${page}/edit`)
      assert.match(text, new RegExp(`<option value="${mode}" selected`))
    }
    const refused = await opa.submit(NEW, { ...chosen, mode: 'batched' })
    assert.equal(refused.status, 422)
    assert.match(refused.text, /id="f-mode-error"/)
  })

  it('let a webhook sign with a key pair, show its public key, and the secret once it changes back', async () => {
    const made = await opa.submit(NEW, { ...FILLED, url: url(), signature: 'v1a' })
    const page = String(made.headers.location)
    const first = await opa.get(page)
    shows(first.text, /Its public key stands under Secrets\./)
    shows(first.text, /whpk_[A-Za-z0-9+/]{43}=/)
    hides(first.text, /Copy its secret now|whsk_/)
    const preview = await opa.submit(NEW, { ...FILLED, url: url(), signature: 'v1a', show: '1' })
    shows(preview.text, /webhook-signature:<\/i> <u>v1a,/)
    const saved = await opa.submit(`${page}/edit`, { ...FILLED, url: url(), signature: 'v1' })
    assert.equal(saved.status, 303)
    const back = await opa.get(page)
    shows(back.text, /New secret made\. Copy it now\./)
    shows(back.text, /whsec_[A-Za-z0-9+/]{43}=/)
    const unknown = await opa.submit(NEW, { ...FILLED, url: url(), signature: 'v9' })
    assert.match(unknown.text, /id="f-signature-error"/)
  })

  it('take every operator of a filter, and say of a wrong one what a filter is', async () => {
    const path = 'data.user.externalId'
    const all = [
      { path, equals: 'E-7' },
      { path, in: ['E-7', null] },
      { path, exists: true },
      { path, prefix: 'E-' },
      { not: { path, equals: 'E-8' } },
      {
        any: [
          { path, exists: false },
          { path: 'type', prefix: 'user.' },
        ],
      },
    ]
    const made = await opa.submit(NEW, { ...FILLED, url: url(), filter: JSON.stringify({ all }) })
    const id = String(made.headers.location).split('/').at(-1)
    assert.deepEqual((await call('get', `/webhooks/${id}`)).body.filter, { all })
    for (const wrong of [
      { all: [{ path, matches: '(a+)+$' }] },
      { all: [{ not: { not: all[0] } }] },
      [],
      7,
    ]) {
      const refused = await opa.submit(NEW, { ...FILLED, url: url(), filter: JSON.stringify(wrong) })
      assert.equal(refused.status, 422)
      assert.match(refused.text, /id="f-filter-error"/)
    }
  })

  it('try the filter on the newest real events, and say what it lets through and leaves out', async () => {
    await server.user('Ida North')
    await server.user('Jon South')
    const filter = JSON.stringify({ all: [{ path: 'data.user.name', equals: 'Ida North' }] })
    const shown = async (fields: Readonly<Record<string, string>>) =>
      until('both events have their place in the log', async () => {
        const form = { ...FILLED, url: url(), events: 'user.registered', patterns: '', show: '1', ...fields }
        const { text } = await opa.submit(NEW, form)
        const trial = /Tried on the newest.*?<\/section>/s.exec(text)?.[0] ?? ''
        return (trial.match(/user\.registered/g)?.length ?? 0) >= 2 || fields.events ? trial : undefined
      })
    const tried = await shown({ filter })
    shows(tried, /are among its events; the filter lets 1 through\./)
    assert.equal(tried.match(/>goes out</g)?.length, 1)
    assert.ok((tried.match(/>is left out</g)?.length ?? 0) >= 1)
    shows(await shown({ filter: '' }), /are among its events; without a filter all go out\./)
    shows(await shown({ events: 'user.invited' }), /None of them is among the events chosen here\./)
    const faulty = await opa.submit(NEW, { ...FILLED, url: url(), filter: '{"all": 7}', show: '1' })
    shows(faulty.text, /The filter cannot be read yet; see its field\./)
    hides(faulty.text, />goes out</)
  })

  it('refuse a save over what somebody else saved meanwhile, keep what was typed, and take it the second time', async () => {
    const { id } = await makeWebhook(call, { name: 'Ledger', url: url(), events: ['user.registered'] })
    const edit = `/console/webhooks/${id}/edit`
    const opened = (await opa.get(edit)).text
    const form = {
      ...FILLED,
      url: url(),
      _csrf: csrfOf(opened) ?? '',
      seen: inputOf(opened, 'seen') ?? '',
      name: 'Points ledger',
      events: ['user.registered'],
    }
    await call('patch', `/webhooks/${id}`, { events: ['user.registered', 'user.deleted'], ordered: false })

    const preview = await opa.post(edit, { ...form, show: '1' })
    assert.equal(preview.status, 200)
    assert.equal(inputOf(preview.text, 'seen'), form.seen)

    const late = await opa.post(edit, form)
    assert.equal(late.status, 412)
    shows(late.text, /Somebody else changed this while you were at it\./)
    shows(late.text, /Somebody else has changed this to “user\.deleted, user\.registered” meanwhile\./)
    assert.match(late.text, /id="f-ordered-error".*?Somebody else has taken the tick from this meanwhile\./s)
    assert.match(late.text, /<input(?=[^>]*value="user\.deleted")[^>]* checked/)
    assert.equal(inputOf(late.text, 'name'), 'Points ledger')
    assert.equal((await call('get', `/webhooks/${id}`)).body.name, 'Ledger')

    const { ordered: _, ...rest } = form
    const events = ['user.registered', 'user.deleted']
    const again = await opa.post(edit, { ...rest, events, seen: inputOf(late.text, 'seen') ?? '' })
    assert.equal(again.status, 303)
    const { body } = await call('get', `/webhooks/${id}`)
    assert.deepEqual([body.name, body.events, body.ordered], ['Points ledger', events, false])
  })

  it('refuse a secret that is typed over one that somebody else changed meanwhile, though neither is shown', async () => {
    const { id } = await makeWebhook(call, {
      url: `${server.receiver.url}/typed-over`,
      events: ['user.registered'],
      headers: { 'X-Tenant': 'one', 'X-Region': 'eu' },
      auth: { type: 'bearer', token: 'first' },
    })
    const edit = `/console/webhooks/${id}/edit`
    const opened = (await opa.get(edit)).text
    const base = {
      ...FILLED,
      _csrf: csrfOf(opened) ?? '',
      seen: inputOf(opened, 'seen') ?? '',
      url: `${server.receiver.url}/typed-over`,
      events: ['user.registered'],
      headers: 'X-Tenant: ••••••••\nX-Region: ••••••••',
      authType: 'bearer',
    }
    const theirs = {
      headers: { 'X-Tenant': 'theirs', 'X-Region': 'eu' },
      auth: { type: 'bearer', token: 'theirs' },
    }
    assert.equal((await call('patch', `/webhooks/${id}`, theirs)).status, 200)

    const mine = { ...base, headers: 'x-tenant: mine\nX-Region: ••••••••' }
    const late = await opa.post(edit, mine)
    assert.equal(late.status, 412)
    assert.match(late.text, /id="f-headers-error".*?Somebody else has changed this webhook meanwhile\./s)
    assert.match(late.text, /<textarea[^>]* name="headers"[^>]*>x-tenant: mine\n/)
    const tokenToo = await opa.post(edit, { ...base, authToken: 'mine' })
    assert.equal(tokenToo.status, 412)
    assert.match(
      tokenToo.text,
      /id="f-authToken-error".*?Somebody else has changed this webhook meanwhile\./s,
    )
    assert.ok(!tokenToo.text.includes('value="mine"'))
    const nameAlone = await opa.post(edit, { ...base, name: 'Renamed meanwhile' })
    assert.equal(nameAlone.status, 303)

    await server.user('Una Example')
    const post = await until('the receiver has it', async () =>
      (await server.receiver.requests()).find(({ path }) => path === '/typed-over'),
    )
    assert.deepEqual([post.headers['x-tenant'], post.headers.authorization], ['theirs', 'Bearer theirs'])
    const again = await opa.post(edit, { ...mine, seen: inputOf((await opa.get(edit)).text, 'seen') ?? '' })
    assert.equal(again.status, 303)
  })

  it('escape the names of webhooks wherever they stand', async () => {
    const name = '<script>alert("x")</script>'
    const { id } = await makeWebhook(call, { name, url: url() })
    for (const path of ['', `/${id}`, `/${id}/edit`]) {
      const { text } = await opa.get(`/console/webhooks${path}`)
      assert.ok(text.includes('&lt;script>alert('), path)
      assert.ok(!text.includes('<script>alert'), path)
    }
  })

  it('list those alone that fail, or that are off, and say so where there is none', async () => {
    const make = async (name: string, settings: object) => {
      const { id } = await makeWebhook(call, {
        name,
        events: ['user.registered'],
        retry: { delays: [] },
        ...settings,
      })
      return id
    }
    const down = await make('Down', { url: `${server.receiver.url}/down` })
    const off = await make('Off', { url: `${server.receiver.url}/down`, enabled: false })
    const listed = async (state: string) => {
      const { text } = await opa.get(`/console/webhooks?state=${state}`)
      const rows = /<tbody.*<\/tbody>/s.exec(text)?.[0] ?? ''
      return [...rows.matchAll(/<a[^>]*href="\/console\/webhooks\/(ep_\w+)"/g)].map(([, id]) => id)
    }
    assert.deepEqual(await listed('failing'), [])
    assert.deepEqual(await listed('disabled'), [off])
    await server.receiver.script([{}], { paths: { '/down': [{ status: 500 }] } })
    for (let n = 0; n < 12; n++) await server.user(`Many ${'abcdefghijkl'[n]}`)
    await until('it fails', async () => (await listed('failing')).length > 0)
    assert.deepEqual(await listed('failing'), [down])
    await call('patch', `/webhooks/${down}`, { enabled: false })
    assert.deepEqual([await listed('failing'), await listed('disabled')], [[], [down, off]])
    await server.receiver.script([{}])
    for (const id of [down, off]) await call('delete', `/webhooks/${id}`)
  })

  it('find those with a part of their name or URL, whatever its case, within a state', async () => {
    const sales = await makeWebhook(call, { name: 'SALES 100%_off', url: `${server.receiver.url}/crm/in` })
    const off = await makeWebhook(call, { name: 'Sales, old', url: url(), enabled: false })
    const listed = async (query: string) => {
      const { text } = await opa.get(`/console/webhooks?${query}`)
      return [...text.matchAll(/<a[^>]*fw-medium[^>]*href="\/console\/webhooks\/(ep_\w+)"/g)].map(
        ([, id]) => id,
      )
    }
    assert.deepEqual(await listed('q=sales'), [sales.id, off.id])
    assert.deepEqual(await listed('q=sales&state=disabled'), [off.id])
    assert.deepEqual(await listed('q=%2FCRM%2F'), [sales.id])
    assert.deepEqual(await listed('q=0%25_o'), [sales.id])
    assert.deepEqual(await listed('q=1%25f'), [])
    assert.deepEqual(await listed(`q=${off.id}`), [off.id])
    const { text } = await opa.get('/console/webhooks?q=%3Cnone&state=failing')
    shows(text, /No webhook fits the search/)
    shows(text, /failing, “&lt;none”/)
    shows(text, /name="state" value="failing"/)
    for (const { id } of [sales, off]) await call('delete', `/webhooks/${id}`)
  })

  it('page through the list by a cursor', async () => {
    for (let made = 0; made < 50; made++) await makeWebhook(call, { name: `Many ${made}`, url: url() })
    const first = await opa.get('/console/webhooks')
    const [, next = ''] = /href="(\/console\/webhooks\?cursor=[^"]+)" rel="next"/.exec(first.text) ?? []
    const second = await opa.get(next)
    const names = (html: string) =>
      [...html.matchAll(/href="\/console\/webhooks\/(ep_\w+)"/g)].map(([, id]) => id)
    assert.equal(names(first.text).length, 50)
    const both = [...names(first.text), ...names(second.text)]
    assert.equal(new Set(both).size, both.length)
    assert.equal(both.length, (await call('get', '/webhooks?limit=200')).body.data.length)
  })

  it('carry the token in each form', async () => {
    for (const path of ['', '/new']) {
      const { text } = await opa.get(`/console/webhooks${path}`)
      const forms = text.match(/<form[^>]*method="post".*?<\/form>/gs) ?? []
      assert.ok(forms.length > 0)
      for (const form of forms) assert.ok(csrfOf(form), form.slice(0, 200))
    }
  })
})
