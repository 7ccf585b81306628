import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import request from 'supertest'
import { createOperator } from '../../src/usecases/create-operator.ts'
import { defineCustomField } from '../../src/usecases/define-custom-field.ts'
import { numberAll } from '../support/number-all.ts'
import { givePassword, PASSWORD } from '../support/people.ts'
import { suiteScope } from '../support/scope.ts'
import { type PageVisitor, visitor } from '../support/visit.ts'
import { openWholeApp, type WholeApp } from '../support/whole-app.ts'

/** Each place has a number of its own, so that the one that is not escaped is named. */
const script = (place: string) => `'"><script>alert('${place}')</script>`
const RAW = /<script>alert\('([\w ]+)/
/** What came of it where it was rightly made text. */
const ESCAPED = /&lt;(?:script|img)[^<]*?alert\((?:&#39;|&#x27;|')([\w ]+)/g

describe('a script that somebody left in a field', () => {
  const scope = suiteScope()
  let whole: WholeApp
  let opa: PageVisitor
  let eve: PageVisitor
  const ids: string[] = []
  before(async () => {
    whole = await openWholeApp(scope)
    const operator = { username: 'opa', password: PASSWORD, name: script('operator') }
    const made = await createOperator(whole.deps, operator, { actor: { type: 'cli' } })
    await defineCustomField(
      whole.deps,
      {
        key: 'desk',
        labels: { en: script('label'), 'zh-CN': script('label') },
        type: 'text',
        required: false,
        private: false,
        choices: [],
        editor: 'user',
      },
      { actor: { type: 'operator', id: made.id } },
    )
    const call = async (path: string, body: object) => {
      const answer = await request(whole.app)
        .post(`/api/v1${path}`)
        .auth(whole.key, { type: 'bearer' })
        .send(body)
      assert.equal(answer.status, path.endsWith('block') ? 200 : 201, answer.text)
      ids.push(answer.body.id)
    }
    await call('/users', {
      username: 'eve',
      password: PASSWORD,
      name: script('name'),
      externalId: script('external id'),
      customFields: { desk: script('value') },
    })
    await call('/users', { username: 'fox', name: script('name') })
    await call(`/users/${ids[1]}/block`, { reason: script('reason') })
    await call('/webhooks', {
      name: script('webhook'),
      url: 'http://127.0.0.1:9/',
      events: ['user.*'],
      headers: { 'x-note': script('header') },
    })
    const agent = { headers: { 'user-agent': script('browser') } }
    eve = visitor(whole.app, agent)
    await eve.submit('/login', { login: script('typed'), password: 'not it, no' })
    await eve.submit('/login', { login: 'eve', password: PASSWORD })
    opa = await givePassword(whole.app, 'opa')
    await numberAll({ ...whole.deps, dialect: whole.deps.locks })
  })

  it('is text on every page of the console and the account, and in what is put into an address', async () => {
    const known = [...whole.ids, ...ids]
    const events: { id: string }[] = await whole.deps.reader('events').select('id')
    const all = [...known, ...events.map(({ id }) => id)]
    const shown = new Set<string>()
    let pages = 0
    const look = async (browser: PageVisitor, path: string) => {
      const { status, text, headers } = await browser.get(path)
      assert.ok(status < 500, `${path}: ${status}`)
      if (!String(headers['content-type']).startsWith('text/html')) return
      const [raw] = RAW.exec(text) ?? []
      assert.equal(raw, undefined, path)
      for (const [, place = ''] of text.matchAll(ESCAPED)) shown.add(place)
      if (status === 200) pages += 1
    }
    for (const { method, path } of whole.routes) {
      if (method !== 'get' || !/^\/(?:console|account)/.test(path) || path.includes('/live/')) continue
      const browser = path.startsWith('/account') ? eve : opa
      const kinds = /\/users\/:/.test(path) ? /^usr_/ : /\/events\/:/.test(path) ? /^evt_/ : /^(?:ep|dlv)_/
      const paths = path.includes(':')
        ? all.filter((id) => kinds.test(id)).map((id) => path.replace(/:\w+/, id).replaceAll(/:\w+/g, id))
        : [
            path,
            `${path}?q=${encodeURIComponent(script('query'))}&type=${encodeURIComponent(script('query'))}`,
          ]
      for (const each of paths) await look(browser, each)
    }
    assert.ok(pages > 60, `only ${pages} pages were there`)
    for (const place of ['name', 'external id', 'label', 'value', 'reason', 'webhook', 'browser', 'query'])
      assert.ok(shown.has(place), `${place} was shown on no page; shown: ${[...shown].join(', ')}`)
  })
})
