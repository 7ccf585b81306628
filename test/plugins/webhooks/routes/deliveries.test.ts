import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../../support/scope.ts'
import type { PageVisitor } from '../../../support/visit.ts'
import { until } from '../../../support/wait.ts'
import {
  type Call,
  type ConsoleServer,
  type Delivery,
  deliveries,
  hides,
  makeWebhook,
  shows,
  startConsoleServer,
} from '../console-server.ts'

const LIST = '/console/deliveries'

describe('the pages of deliveries', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  let oa: string
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
    await server.receiver.script([{ status: 200, body: 'ok' }], {
      paths: {
        '/broken': [
          {
            status: 500,
            headers: { 'content-type': 'text/html', 'x-answer': '"><script>alert(2)</script>' },
            body: 'department <script>alert(1)</script> unknown',
          },
        ],
        '/picky': [{ status: 422, body: 'number missing' }],
      },
    })
    const hook = (path: string) => `${server.receiver.url}${path}`
    oa = (await makeWebhook(call, { name: 'OA', url: hook('/oa') })).id
    await makeWebhook(call, { name: 'Broken', url: hook('/broken'), retry: { delays: [3600, 3600] } })
    await makeWebhook(call, { name: 'Once', url: hook('/broken'), retry: { delays: [] } })
    await makeWebhook(call, {
      name: 'Filtered',
      url: hook('/oa'),
      filter: { all: [{ path: 'type', equals: 'user.deleted' }] },
    })
    const ann = await server.user('Ann <i>Example</i>')
    await call('patch', `/users/${ann}`, { name: 'Anne Example' })
    await deliveries(call, 'state=delivered', 2)
    await deliveries(call, 'state=dead', 2)
    await until('the broken one was tried', async () => {
      const [pending] = await deliveries(call, 'state=pending', 1)
      return (await call('get', `/deliveries/${pending?.id}`)).body.attempts.length > 0
    })
  })

  const ids = (html: string) =>
    [...html.matchAll(/href="\/console\/deliveries\/(dlv_\w+)"/g)].map(([, id]) => id)
  /** The page of the newest delivery in that state. */
  const detail = async (state: string) => {
    const [first]: Delivery[] = (await call('get', `/deliveries?state=${state}`)).body.data
    return { id: first?.id ?? '', text: (await opa.get(`${LIST}/${first?.id}`)).text }
  }

  it('narrow down by time and answer, and offer to send again what that finds', async () => {
    const found = async (query: string) => ids((await opa.get(`${LIST}?${query}`)).text).length
    const dead: Delivery[] = (await call('get', '/deliveries?state=dead')).body.data
    assert.equal(await found('answer=5xx&state=dead'), dead.length)
    assert.equal(await found('answer=%3E600000&state=dead'), 0)
    assert.equal(await found('answer=422'), 0)
    assert.equal(await found('until=2020-01-01'), 0)
    assert.equal(await found('from=2020-01-01&state=dead'), dead.length)
    const { text } = await opa.get(`${LIST}?endpoint=${oa}&answer=2xx&from=2020-01-01T00:00`)
    const [, again = ''] = /href="([^"]+)">Send again what this finds/.exec(text) ?? []
    const { text: form } = await opa.get(again.replaceAll('&amp;', '&'))
    shows(form, /value="2020-01-01T00:00"/)
    shows(form, /value="2xx"/)
    shows(form, /2 deliveries go out/)
    hides((await opa.get(`${LIST}?answer=2xx`)).text, /Send again what this finds/)
  })

  it('say beside its field what is wrong with a filter, and keep it', async () => {
    for (const path of [LIST, `/console/webhooks/${oa}`]) {
      const { status, text } = await opa.get(`${path}?from=%3Cb%3E&answer=9xx`)
      assert.equal(status, 422)
      shows(text, /id="filter-from-error"/)
      shows(text, /id="filter-answer-error"/)
      shows(text, /value="&lt;b>"/)
    }
    shows((await opa.get(`${LIST}?from=2026-02-02&until=2026-01-01`)).text, /id="filter-until-error"/)
  })

  it('list all of them, newest first, with user, webhook, state and answer', async () => {
    const { text } = await opa.get(LIST)
    const all: Delivery[] = (await call('get', '/deliveries')).body.data
    assert.deepEqual(
      ids(text),
      all.map(({ id }) => id),
    )
    shows(text, /Ann &lt;i>Example&lt;\/i>/)
    shows(text, /Held · behind 1/)
    shows(text, /Pending · in \d+ min/)
    shows(text, /Dead · exhausted/)
    shows(text, /Skipped · filtered/)
    shows(text, /500 in \d+ ms/)
  })

  it('filter by what stands in the address, and keep it in their links', async () => {
    const dead = await opa.get(`${LIST}?state=dead&type=user.registered`)
    assert.equal(ids(dead.text).length, 1)
    assert.match(
      dead.text,
      /aria-current="true" href="\/console\/deliveries\?state=dead&amp;type=user\.registered"/,
    )
    shows(dead.text, /href="\/console\/deliveries\?state=open&amp;type=user\.registered"/)
    const open = await opa.get(`${LIST}?state=open`)
    assert.equal(ids(open.text).length, 2)
    assert.equal(ids((await opa.get(`${LIST}?endpoint=${oa}`)).text).length, 2)
  })

  it('find a delivery, an event and a user by their ids', async () => {
    const [first]: Delivery[] = (await call('get', '/deliveries')).body.data
    assert.equal((await opa.get(`${LIST}?q=${first?.id}`)).headers.location, `${LIST}/${first?.id}`)
    assert.equal(ids((await opa.get(`${LIST}?q=${first?.event.id}`)).text).length, 4)
    shows((await opa.get(`${LIST}?q=dlv_nothere`)).text, /There is no delivery dlv_nothere\./)
    shows((await opa.get(`${LIST}?q=ann`)).text, /Search by an id/)
  })

  it('say which filter found nothing, and offer to clear it', async () => {
    const { text } = await opa.get(`${LIST}?state=leased&type=user.deleted&q=usr_%3Cb%3E`)
    shows(text, /No delivery fits the filter/)
    shows(text, /leased, user\.deleted, usr_&lt;b>/)
    shows(text, /Clear the filter/)
  })

  it('show what was sent, what came back, and that it is the same bytes', async () => {
    const { text } = await detail('delivered')
    shows(text, /POST \/oa/)
    shows(text, /webhook-id:<\/i> <u>evt_/)
    shows(text, /"type":<\/i> "user\.updated"/)
    shows(text, /200 OK/)
    shows(text, /its sha256 is that of what was sent/)
    shows(text, /Event committed, owed to OA/)
    const [, body = 'none'] = / data-copy="(body-att_\w+)"/.exec(text) ?? []
    const copied = new RegExp(`<span id="${body}">(.*?)</span>`, 's').exec(text)?.[1] ?? ''
    const read = JSON.parse(
      copied
        .replaceAll(/<\/?i>/g, '')
        .replaceAll('&quot;', '"')
        .replaceAll('&lt;', '<'),
    )
    assert.equal(read.type, 'user.updated')
  })

  it('say when the next try is, and why then', async () => {
    const { text } = await detail('pending')
    shows(text, /One try failed, the last one with: 500 in \d+ ms\. Next try at/)
    shows(text, /Step 1 of 2 waits 60 min, give or take/)
    shows(text, /Waiting behind it/)
    shows(text, /Send now/)
  })

  it('say why one is held, and behind which', async () => {
    const { text } = await detail('held')
    const pending = await detail('pending')
    shows(text, /An older delivery about Anne Example goes first\./)
    shows(text, /Going first/)
    assert.ok(text.includes(`${LIST}/${pending.id}`))
    assert.ok(pending.text.includes('Why held?'))
    hides(text, /resend"/)
  })

  it('say why one is dead or was not sent', async () => {
    shows((await detail('dead')).text, /Given up\. Every try of the schedule failed\./)
    shows((await detail('skipped')).text, /Not sent\. The webhook’s filter leaves this event out\./)
  })

  it('lead from one that failed to all that failed there since, previewed', async () => {
    const dead: Delivery[] = (await call('get', '/deliveries?state=dead')).body.data
    const { text } = await opa.get(`${LIST}/${dead.at(-1)?.id}`)
    const [, since = ''] = /href="([^"]+)">Send again all that failed since/.exec(text) ?? []
    const { text: form } = await opa.get(since.replaceAll('&amp;', '&'))
    shows(form, new RegExp(`${dead.length} deliveries go out`))
    hides((await detail('delivered')).text, /all that failed since/)
  })

  it('escape whatever a receiver answered', async () => {
    for (const state of ['pending', 'dead']) {
      const { text } = await detail(state)
      assert.ok(text.includes('&lt;script>alert(1)&lt;/script>'), state)
      assert.ok(text.includes('&lt;script>alert(2)&lt;/script>'), state)
      hides(text, /<script>alert/)
    }
  })

  it('send one now at the press of a button, under the same id', async () => {
    const { id } = await detail('pending')
    const before = (await call('get', `/deliveries/${id}`)).body
    const pressed = await opa.submit(`${LIST}/${id}/resend`, {}, `${LIST}/${id}`)
    assert.equal(pressed.headers.location, `${LIST}/${id}`)
    const after = await until('it was tried again', async () => {
      const { body } = await call('get', `/deliveries/${id}`)
      return body.attempts.length > before.attempts.length ? body : undefined
    })
    const sent = after.attempts.map(
      (one: { request: { headers: Record<string, string> } }) => one.request.headers['webhook-id'],
    )
    assert.deepEqual([...new Set(sent)], [before.messageId])
  })

  it('refuse to send what is held, with the reason', async () => {
    const { id } = await detail('held')
    const pressed = await opa.submit(`${LIST}/${id}/resend`, {}, '/console/webhooks/new')
    assert.equal(pressed.status, 409)
    shows(pressed.text, /An older delivery of the same user is still open\./)
  })

  it('are not there for ids that are none', async () => {
    for (const id of ['dlv_000000zzzz', 'dlv_', '1', "'%20or%201=1"])
      assert.equal((await opa.get(`${LIST}/${id}`)).status, 404, id)
  })

  it('keep the deliveries of a webhook that was deleted', async () => {
    const { id } = await makeWebhook(call, { name: 'Short-lived', url: `${server.receiver.url}/oa` })
    await server.user('Dora Example')
    const [sent] = await deliveries(call, `endpoint=${id}&state=delivered`, 1)
    await call('delete', `/webhooks/${id}`)
    const { status, text } = await opa.get(`${LIST}/${sent?.id}`)
    assert.equal(status, 200)
    shows(text, /Short-lived \(deleted\)/)
    hides(text, /resend"/)
    shows((await opa.get(LIST)).text, /Short-lived \(deleted\)/)
  })

  it('give a request that is called wrong three tries, and say so', async () => {
    const { id } = await makeWebhook(call, { name: 'Picky', url: `${server.receiver.url}/picky` })
    await server.user('Picked Example')
    const tried = await until('it was tried', async () => {
      const [first] = await deliveries(call, `endpoint=${id}&state=pending`, 1)
      return (await call('get', `/deliveries/${first?.id}`)).body.attempts.length > 0 ? first : undefined
    })
    const { text } = await opa.get(`${LIST}/${tried.id}`)
    shows(text, /The answer says <code>number missing<\/code>/)
    shows(text, /three tries within ten minutes/)
    shows(text, /after the third such answer we give up/)
    hides(text, /Gives up/)
    await call('delete', `/webhooks/${id}`)
  })

  it('go on by a cursor without a gap or a repeat, however many come meanwhile', async () => {
    for (const letter of 'abcdefgh') {
      const user = await server.user(`User ${letter} Example`)
      await deliveries(call, `endpoint=${oa}&user=${user}&state=delivered`, 1)
    }
    const all: Delivery[] = (await call('get', '/deliveries?limit=200')).body.data
    const seen: (string | undefined)[] = []
    for (let path: string | undefined = LIST; path !== undefined; ) {
      const { text }: { text: string } = await opa.get(path)
      seen.push(...ids(text))
      if (path === LIST) await server.user('Late Example')
      path = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    assert.deepEqual(
      seen,
      all.map(({ id }) => id),
    )
  })
})
