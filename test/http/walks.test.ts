import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import request from 'supertest'
import { type ApiScope, SCOPES } from '../../src/domain/api-key.ts'
import { createApiKey } from '../../src/usecases/create-api-key.ts'
import { CONSOLE_ROUTES } from '../support/console-acts.ts'
import { givePassword, register } from '../support/people.ts'
import { suiteScope } from '../support/scope.ts'
import { csrfOf } from '../support/visit.ts'
import { openWholeApp, type WholeApp } from '../support/whole-app.ts'

const CLI = { actor: { type: 'cli' } } as const

interface Described {
  readonly operationId: string
  readonly security: readonly { readonly key: readonly ApiScope[] }[]
}

describe('every route, plugins’ included', () => {
  const scope = suiteScope()
  let whole: WholeApp
  /** `get /api/v1/users/{id}` → what the document says of it. */
  const described = new Map<string, Described>()
  const console = () => whole.routes.filter(({ path }) => path.startsWith('/console'))
  const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`
  before(async () => {
    whole = await openWholeApp(scope)
    const { body } = await request(whole.app).get('/openapi.json')
    const paths: Record<string, Record<string, Described>> = body.paths
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods)) described.set(`${method} ${path}`, operation)
  })

  it('of the API is in the document, and nothing besides', () => {
    const routes = whole.routes.filter(({ path }) => path.startsWith('/api/v1/'))
    const there = new Set(routes.map((route) => named(route).replaceAll(/:(\w+)/g, '{$1}')))
    assert.deepEqual([...there].sort(), [...described.keys()].sort())
  })

  it('of the API answers 401 to a stranger and 403 to a key with every scope but its own', async () => {
    const keys = new Map<string, string>()
    for (const left of SCOPES) {
      const scopes = SCOPES.filter((one) => one !== left)
      keys.set(left, (await createApiKey(whole.deps, { name: left, scopes }, CLI)).secret)
    }
    const open: string[] = []
    for (const [at, { operationId, security }] of described) {
      const [method = '', path = ''] = at.split(' ')
      const ask = () => {
        const to = path.replaceAll(/\{\w+\}/g, 'x')
        const { [method as 'get']: send } = request(whole.app)
        return send(to)
      }
      assert.equal((await ask()).status, 401, at)
      const [needed] = security.flatMap(({ key }) => key)
      if (needed === undefined) open.push(operationId)
      else {
        const answer = await ask().set('authorization', `Bearer ${keys.get(needed)}`)
        assert.deepEqual([answer.status, answer.body.code], [403, 'forbidden'], at)
      }
    }
    assert.deepEqual(open, ['listEventTypes'])
  })

  it('of the console answers 403 to a person without a role', async () => {
    await register(whole.app, 'pat')
    const pat = await givePassword(whole.app, 'pat')
    const _csrf = csrfOf((await pat.get('/logout')).text) ?? ''
    for (const { method, path } of console()) {
      const to = path.replaceAll(/:\w+/g, 'x')
      const asked = request(whole.app)[method](to).set('cookie', pat.cookies())
      const answer = await (method === 'get' ? asked : asked.type('form').send({ _csrf }))
      assert.equal(answer.status, 403, `${method} ${path}`)
      if (method !== 'get') assert.doesNotMatch(answer.text, /too old or came from another site/)
    }
  })

  it('of the console has an operation of the API that does the same, or a reason why there is none', () => {
    const routes = console().map(named)
    assert.deepEqual(
      [...new Set(routes)].filter((route) => !Object.hasOwn(CONSOLE_ROUTES, route)),
      [],
      'routes that test/support/console-acts.ts does not know',
    )
    const ids = new Set([...described.values()].map(({ operationId }) => operationId))
    for (const [route, does] of Object.entries(CONSOLE_ROUTES)) {
      assert.ok(routes.includes(route), `${route} is not there any more`)
      assert.ok(does.startsWith('words: ') || ids.has(does), `${route}: there is no operation ${does}`)
    }
  })
})
