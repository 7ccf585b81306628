import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import request from 'supertest'
import { createOperator } from '../../src/usecases/create-operator.ts'
import { knownFields } from '../support/known-fields.ts'
import { givePassword, PASSWORD } from '../support/people.ts'
import { suiteScope } from '../support/scope.ts'
import type { PageVisitor } from '../support/visit.ts'
import { openWholeApp, type WholeApp } from '../support/whole-app.ts'

const SQL = [
  "' or '1'='1",
  "' or 1=1 --",
  "'; drop table users; --",
  "x') or 1=1) --",
  "' union select id from users --",
  '" or ""="',
  "\\' or 1=1 --",
  '%',
  '1 or 1=1',
]
/** Pages of the console whose address says what they show, by the routes that answer them. */
const FILTERED = [
  '/console/',
  '/console/deliveries/',
  '/console/event-types',
  '/console/events',
  '/console/users',
  '/console/webhooks/',
  '/console/webhooks/:id',
  '/console/webhooks/:id/debug/new',
  '/console/webhooks/:id/replay/new',
  '/console/webhooks/ledger/why',
  '/console/webhooks/receiving',
]
/** Those of them that list what there is. */
const LISTS = ['/console/deliveries/', '/console/events', '/console/users', '/console/webhooks/:id']
/** Whatever is typed here is searched for; nothing has such a name. */
const SEARCHED = ['q', 'type', 'user', 'event', 'endpoint']
const ROWS = /\/console\/(?:users|events|deliveries)\/((?:usr|evt|dlv)_\w+)/g
const rows = (html: string) => new Set([...html.matchAll(ROWS)].map(([, id]) => id ?? ''))

/** Names that links on a page give to the page itself. */
function linkedNames(html: string, path: string): string[] {
  const queries = [...html.matchAll(/href="([^"?#]+)[?]([^"#]*)"/g)].filter(([, at]) => at === path)
  return queries.flatMap(([, , query = '']) => [
    ...new URLSearchParams(query.replaceAll('&amp;', '&')).keys(),
  ])
}

/** One that exists, of the kind that the route is about. */
function idFor(ids: readonly string[], path: string): string {
  const [, kind = ''] = /^\/console\/(\w+)/.exec(path) ?? []
  const prefix = { users: 'usr_', events: 'evt_', deliveries: 'dlv_', webhooks: 'ep_' }[kind]
  return (prefix && ids.find((id) => id.startsWith(prefix))) ?? 'none'
}

describe('SQL in a filter', () => {
  const scope = suiteScope()
  let whole: WholeApp
  let opa: PageVisitor
  before(async () => {
    whole = await openWholeApp(scope)
    await createOperator(whole.deps, { username: 'opa', password: PASSWORD }, { actor: { type: 'cli' } })
    opa = await givePassword(whole.app, 'opa')
  })
  const users = async () => (await whole.deps.reader('users').select('id')).length

  it('is text to every page of the console: it finds nothing more, and what is searched for is not found', async () => {
    const described = (await opa.get('/openapi.json')).body
    const before = await users()
    const listing: string[] = []
    const pages = whole.routes.filter(({ method, path }) => method === 'get' && path.startsWith('/console/'))
    const filtered = new Set<string>()
    for (const route of pages) {
      const path = route.path.replace(/:id\b/, idFor(whole.ids, route.path)).replace(/\/$/, '')
      if (path.includes(':')) continue
      const { status, text } = await opa.get(path)
      if (status !== 200) continue
      const known = knownFields([{ path, html: text }], described).query({ method: 'get', path })
      const names = new Set([...known, ...linkedNames(text, path)])
      if (names.size === 0) continue
      filtered.add(route.path)
      const all = rows(text)
      if (all.size > 0) listing.push(route.path)
      for (const name of [...names, 'cursor', 'before']) {
        const address = (sql: string) => `${path}?${name}=${encodeURIComponent(sql)}`
        const answers = await Promise.all(SQL.map((sql) => opa.get(address(sql))))
        for (const [index, answer] of answers.entries()) {
          const said = `${path} ${name} ${SQL[index]}`
          assert.ok(answer.status < 500, `${said}: ${answer.status}`)
          const found = [...rows(answer.text)]
          assert.ok(
            found.every((id) => all.has(id)),
            `${said} finds more`,
          )
          if (SEARCHED.includes(name)) assert.deepEqual(found, [], said)
        }
      }
    }
    assert.deepEqual([...filtered].sort(), FILTERED)
    for (const path of LISTS) assert.ok(listing.includes(path), `${path} lists nothing`)
    assert.equal(await users(), before)
  })

  it('is text to every list of the API: refused, or nothing is found', async () => {
    const before = await users()
    const described = (await request(whole.app).get('/openapi.json')).body
    const known = knownFields([], described)
    const lists = whole.routes.filter((route) => route.method === 'get' && known.query(route).length > 0)
    assert.ok(lists.length >= 5, `only ${lists.length} lists were found`)
    for (const route of lists) {
      const path = route.path.replace(/:\w+/, whole.ids.find((id) => id.startsWith('ep_')) ?? '')
      for (const name of known.query(route)) {
        for (const sql of SQL) {
          const answer = await request(whole.app)
            .get(`${path}?${name}=${encodeURIComponent(sql)}`)
            .auth(whole.key, { type: 'bearer' })
          const said = `${path} ${name} ${sql}: ${answer.status}`
          if (answer.status === 200) assert.deepEqual(answer.body.data, [], said)
          else assert.ok([400, 404, 410, 422].includes(answer.status), said)
        }
      }
    }
    assert.equal(await users(), before)
  })
})
