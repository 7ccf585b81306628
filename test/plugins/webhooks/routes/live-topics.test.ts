import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../../support/scope.ts'
import type { PageVisitor } from '../../../support/visit.ts'
import { until } from '../../../support/wait.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  makeWebhook,
  shows,
  startConsoleServer,
} from '../console-server.ts'

describe('what pages of webhooks and deliveries watch', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  let hook: string
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
    hook = (await makeWebhook(call, { name: 'OA', url: `${server.receiver.url}/oa` })).id
    await server.user('Ann Example')
    await deliveries(call, `endpoint=${hook}&state=delivered`, 1)
  })

  /** What a stream sends first: all parts as they are. */
  const parts = async (path: string): Promise<Record<string, string>> => {
    const answer = await fetch(`${server.url}${path.replaceAll('&amp;', '&')}`, {
      headers: { cookie: opa.cookies() },
    })
    if (answer.status !== 200) return { status: String(answer.status) }
    let text = ''
    for await (const piece of answer.body ?? []) {
      text += Buffer.from(piece).toString()
      const [, data] = /event: parts\ndata: (.*)\n\n/.exec(text) ?? []
      if (data === undefined) continue
      return JSON.parse(data)
    }
    throw new Error(`${path} ended`)
  }
  const topic = (name: string, query: Readonly<Record<string, string>>) =>
    parts(`/console/live/webhooks/${name}?${new URLSearchParams(query)}`)
  /** The stream that a page asks for. */
  const streamOf = async (page: string): Promise<string> =>
    /data-stream="([^"]+)"/.exec((await opa.get(page)).text)?.[1] ?? ''

  it('is, of the list, each row under the id that it has on the page, and of that condition alone', async () => {
    const shown = await parts(await streamOf('/console/webhooks'))
    const [[id, row] = []] = Object.entries(shown)
    assert.match((await opa.get('/console/webhooks')).text, new RegExp(`<tr[^>]* id="${id}"`))
    assert.match(row ?? '', /OA/)
    assert.deepEqual(await topic('list', { state: 'disabled' }), {})
  })

  it('is, of a webhook, its state, its figures and what came on top of its list', async () => {
    const page = `/console/webhooks/${hook}`
    const shown = await parts(await streamOf(page))
    assert.deepEqual(Object.keys(shown).sort(), ['new-deliveries', 'webhook-activity', 'webhook-state'])
    for (const id of Object.keys(shown)) assert.match((await opa.get(page)).text, new RegExp(` id="${id}"`))
  })

  it('is, of deliveries, how many came that fit the filter since the page was made', async () => {
    const since = String((await deliveries(call, 'state=delivered', 1))[0]?.event.position)
    await server.user('Ben Example')
    await deliveries(call, `endpoint=${hook}&state=delivered`, 2)
    const count = async (query: Readonly<Record<string, string>>) =>
      (await topic('deliveries', { since, ...query }))['new-deliveries'] ?? ''
    assert.match(await count({}), /1 (?:new|more)/)
    assert.doesNotMatch(await count({ state: 'dead' }), /1 (?:new|more)/)
    assert.match(await count({ type: 'user.registered' }), /1 (?:new|more)/)
  })

  it('is, of a replay, how far it is, and no way to stop it once it has ended', async () => {
    const { body } = await call('post', `/webhooks/${hook}/replay`, { which: 'all' })
    const page = `/console/webhooks/${hook}/replays/${body.id}`
    const ended = await until('what was replayed has arrived', async () => {
      const now = await topic('replay', { id: hook, replay: body.id })
      return /were delivered/.test(now['replay-progress'] ?? '') && now
    })
    assert.equal(ended['replay-stop'], '<div id="replay-stop"></div>')
    assert.equal(await streamOf(page), '')
  })

  it('is, of a repair, what was found, and no way to send it: each page has that of its own', async () => {
    await server.receiver.script([{}], { paths: { '/users': [{ status: 500 }] } })
    const { body } = await call('post', `/webhooks/${hook}/repairs`, { url: `${server.receiver.url}/users` })
    const page = `/console/webhooks/${hook}/repairs/${body.id}`
    const asked = async () => (await topic('repair', { id: hook, repair: body.id }))['repair-outcome'] ?? ''
    const isLive = new RegExp(`^/console/live/webhooks/repair[?]id=${hook}&amp;repair=${body.id}$`)
    assert.match(await streamOf(page), isLive)
    await until('the fault is told', async () => /data-own="fetching .*500/.test(await asked()))
    shows((await opa.get(page)).text, /It is asked again in a moment/)
    // Not before: it asks again within a second, and what is looked for here would be over.
    await server.receiver.script([{}], { paths: { '/users': [{ body: '{"users":[]}' }] } })
    await server.moveClock(20_000)
    await until('it has compared', async () => /data-own="compared/.test(await asked()))
    const shown = await topic('repair', { id: hook, repair: body.id })
    assert.match(shown['repair-outcome'] ?? '', /^<div id="repair-outcome" data-own="compared "><\/div>$/)
    shows(shown['repair-found'] ?? '', /Missing there/)
    const { text } = await opa.get(page)
    assert.match(text, /<div id="repair-outcome" data-own="compared ">.*action="[^"]*\/send"/s)
    for (const id of Object.keys(shown)) assert.match(text, new RegExp(` id="${id}"`))
    assert.equal(await streamOf(page), '')
  })

  it('is not there for what is not there', async () => {
    const nothing = { status: '404' }
    assert.deepEqual(await topic('webhook', { id: 'ep_none' }), nothing)
    assert.deepEqual(await topic('deliveries', { since: 'yesterday' }), nothing)
    assert.deepEqual(await topic('deliveries', { since: '1', from: 'nonsense' }), nothing)
    assert.deepEqual(await topic('replay', { id: hook, replay: 'rpl_none' }), nothing)
    assert.deepEqual(await topic('repair', { id: hook, repair: 'rep_none' }), nothing)
    assert.deepEqual(await topic('backfill', { id: hook, backfill: 'bkf_none' }), nothing)
  })
})
