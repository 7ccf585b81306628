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
/** What follows a list on the console: it leaves out what it cannot read, so the list is then whole. */
const LISTS = ['/console/users', '/console/events', '/console/deliveries', '/console/webhooks/ledger/why']
/** Whatever is typed here is searched for; nothing has such a name. */
const SEARCHED = ['q', 'type', 'user', 'event', 'endpoint']
const ROWS = /\/console\/(?:users|events|deliveries)\/((?:usr|evt|dlv)_\w+)/g

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

  it('is text to every list of the console: it finds nothing more, and what is searched for is not found', async () => {
    const described = (await opa.get('/openapi.json')).body
    const before = await users()
    for (const path of LISTS) {
      const page = await opa.get(path.replace(/\/why$/, ''))
      assert.equal(page.status, 200, path)
      const rows = (html: string) => new Set([...html.matchAll(ROWS)].map(([, id]) => id ?? ''))
      const all = rows(page.text)
      const names = knownFields([{ path, html: page.text }], described).query({ method: 'get', path })
      assert.ok(names.length > 0, `${path} has no filter`)
      assert.ok(all.size > 0 || path.endsWith('/why'), `${path} lists nothing`)
      for (const name of new Set([...names, 'cursor', 'before'])) {
        for (const sql of SQL) {
          const answer = await opa.get(`${path}?${name}=${encodeURIComponent(sql)}`)
          assert.ok(answer.status < 500, `${path} ${name} ${sql}: ${answer.status}`)
          const found = rows(answer.text)
          assert.ok(
            [...found].every((id) => all.has(id)),
            `${path} ${name} ${sql} finds more`,
          )
          if (SEARCHED.includes(name)) assert.deepEqual([...found], [], `${path} ${name} ${sql}`)
        }
      }
    }
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
