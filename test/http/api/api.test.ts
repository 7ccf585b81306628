import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import type { ApiScope } from '../../../src/domain/api-key.ts'
import { createApiKey } from '../../../src/usecases/create-api-key.ts'
import { revokeApiKey } from '../../../src/usecases/revoke-api-key.ts'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { numberAll } from '../../support/number-all.ts'
import { enrol, givePassword, PASSWORD, register, signedInOperator } from '../../support/people.ts'

const HOUR = 3_600_000
const CLI = { actor: { type: 'cli' } } as const

describe('the JSON API', () => {
  let test: TestApp
  let key: string
  before(async () => {
    test = await openTestApp()
    key = await newKey()
  })
  after(() => test.close())

  const newKey = async (scopes?: ApiScope[], expiresAt?: number) => {
    const made = await createApiKey(
      test.deps,
      { name: 'test', ...(scopes ? { scopes } : {}), ...(expiresAt ? { expiresAt } : {}) },
      CLI,
    )
    return made.secret
  }
  const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object, secret = key) => {
    const sent = request(test.app)[method](`/api/v1${path}`).auth(secret, { type: 'bearer' })
    return body === undefined ? sent : sent.send(body)
  }
  const problem = (answer: request.Response, status: number, code: string) => {
    assert.equal(answer.status, status, answer.text)
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    assert.equal(answer.body.status, status)
    assert.equal(answer.body.code, code)
    assert.equal(answer.body.type, `http://localhost:3000/problems/${code}`)
    assert.match(answer.body.requestId, /^req_/)
    assert.doesNotMatch(answer.text, /node_modules|\.ts:/)
    return answer.body.errors?.map((error: { field: string }) => error.field)
  }

  describe('its keys', () => {
    it('are asked for, and a wrong one is refused', async () => {
      const none = await request(test.app).get('/api/v1/users')
      problem(none, 401, 'unauthenticated')
      assert.equal(none.headers['www-authenticate'], 'Bearer')
      problem(await call('get', '/users', undefined, 'gp_wrong'), 401, 'unauthenticated')
    })
    it('open nothing by a cookie, though the session is an operator’s', async () => {
      const browser = await signedInOperator(test)
      const answer = await request(test.app).get('/api/v1/users').set('cookie', browser.cookies())
      problem(answer, 401, 'unauthenticated')
    })
    it('open what their scopes say', async () => {
      const reader = await newKey(['users:read'])
      assert.equal((await call('get', '/users', undefined, reader)).status, 200)
      const refused = await call('post', '/users', { username: 'x' }, reader)
      problem(refused, 403, 'forbidden')
      assert.match(refused.body.detail, /users:write/)
      assert.equal((await call('get', '/event-types', undefined, reader)).status, 200)
    })
    it('end at their time, and when they are revoked', async () => {
      const short = await newKey(undefined, test.clock.now() + HOUR)
      const { key: revoked, secret } = await createApiKey(test.deps, { name: 'gone' }, CLI)
      await revokeApiKey(test.deps, { keyId: revoked.id }, CLI)
      problem(await call('get', '/users', undefined, secret), 401, 'unauthenticated')
      test.clock.move(HOUR)
      problem(await call('get', '/users', undefined, short), 401, 'unauthenticated')
    })
  })

  describe('its bodies', () => {
    const send = (body: string, type = 'application/json') =>
      request(test.app)
        .post('/api/v1/users')
        .auth(key, { type: 'bearer' })
        .set('content-type', type)
        .send(body)

    it('of broken JSON, no object or a NUL are 400', async () => {
      problem(await send('{"username":'), 400, 'malformed')
      problem(await send('"text"'), 400, 'malformed')
      problem(await send('{"username":"a\\u0000b"}'), 400, 'malformed')
    })
    it('that are a list are 422', async () => problem(await send('[]'), 422, 'invalid'))
    it('may hold a backslash before u0000', async () => {
      assert.equal((await send('{"username":"ok","name":"\\\\u0000"}')).status, 201)
    })
    it('over 100 kB are 413, nested deeply or not', async () => {
      problem(await send(JSON.stringify({ name: 'a'.repeat(110_000) })), 413, 'too_large')
      const deep = await send(`{"name":${'['.repeat(45_000)}${']'.repeat(45_000)}}`)
      assert.deepEqual(problem(deep, 422, 'invalid'), ['name'])
    })
    it('of another type are 415', async () => {
      problem(await send('username=ann', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type')
      problem(await send('<a/>', 'text/xml'), 415, 'unsupported_media_type')
    })
    it('with unknown fields are 422 with each path, a role among them', async () => {
      const answer = await call('post', '/users', { username: 'new', role: 'operator', isAdmin: true })
      assert.deepEqual(problem(answer, 422, 'invalid'), ['role', 'isAdmin'])
    })
    it('with faults are 422 with the path of each', async () => {
      const answer = await call('post', '/users', { username: 7, customFields: { a: { b: 1 } } })
      assert.deepEqual(problem(answer, 422, 'invalid'), ['username', 'customFields.a'])
      const rule = await call('post', '/users', { username: 'a@b', password: 'short' })
      assert.deepEqual(problem(rule, 422, 'invalid')?.sort(), ['password', 'username'])
    })
    it('and parameters of the address alike', async () => {
      assert.deepEqual(problem(await call('get', '/users?limit=0'), 422, 'invalid'), ['limit'])
      assert.deepEqual(problem(await call('get', '/users?sort=name'), 422, 'invalid'), ['sort'])
      assert.deepEqual(problem(await call('get', '/events?after=-1'), 422, 'invalid'), ['after'])
      problem(await call('get', '/users/%zz'), 400, 'malformed')
    })
    it('to an unknown place are 404, by another method 405', async () => {
      problem(await call('get', '/nowhere'), 404, 'not_found')
      problem(await request(test.app).get('/api/v2/users'), 404, 'not_found')
      const put = await request(test.app).put('/api/v1/users')
      problem(put, 405, 'method_not_allowed')
      assert.equal(put.headers.allow, 'GET, POST, HEAD')
    })
  })

  describe('users', () => {
    it('are created, read, changed, blocked, unblocked and deleted', async () => {
      const made = await call('post', '/users', {
        username: 'carl',
        email: 'Carl@Example.org',
        name: 'Carl',
        password: PASSWORD,
        externalId: 'E-7',
        customFields: { department: 'HR' },
      })
      assert.equal(made.status, 201)
      const { id } = made.body
      assert.equal(made.headers.location, `/api/v1/users/${id}`)
      assert.equal(made.body.email, 'carl@example.org')
      assert.equal(made.body.status, 'active')
      assert.deepEqual((await call('get', `/users/${id}`)).body, made.body)

      const changed = await call('patch', `/users/${id}`, { name: null, givenName: 'Carl' })
      assert.deepEqual([changed.body.name, changed.body.givenName], [null, 'Carl'])
      assert.equal((await call('post', `/users/${id}/block`, { reason: 'left' })).body.status, 'blocked')
      assert.equal((await givePassword(test.app, 'carl')).cookies().includes('session'), false)
      assert.equal((await call('post', `/users/${id}/unblock`)).body.status, 'active')
      const gone = await call('delete', `/users/${id}`)
      assert.deepEqual([gone.status, gone.text], [204, ''])
      problem(await call('get', `/users/${id}`), 404, 'not_found')
    })
    it('without a password are invited', async () => {
      assert.equal((await call('post', '/users', { username: 'invitee' })).body.status, 'invited')
    })
    it('never show a hash, a role or what a table holds besides', async () => {
      const { body } = await call('get', '/users')
      for (const user of body.data) {
        assert.ok(!('role' in user) && !('usernameKey' in user))
        assert.doesNotMatch(JSON.stringify(user), /hash|argon2/i)
      }
    })
    it('are listed page by page, newest first, each once', async () => {
      for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) {
        test.clock.move(1000)
        await register(test.app, name)
      }
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const answer: request.Response = await call(
          'get',
          `/users?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
        )
        seen.push(...answer.body.data.map((user: { username: string }) => user.username))
        cursor = answer.body.next
      } while (cursor !== null)
      assert.deepEqual(seen.slice(0, 5), ['p5', 'p4', 'p3', 'p2', 'p1'])
      assert.equal(new Set(seen).size, seen.length)
    })
    it('are invited again, signed out and freed of a lost factor, and their events are read', async () => {
      const made = await call('post', '/users', { username: 'ivy', email: 'ivy@example.org' })
      const { id } = made.body
      assert.deepEqual((await call('post', `/users/${id}/invite`)).body, { email: 'ivy@example.org' })
      await register(test.app, 'gus')
      const [gus] = (await call('get', '/users?search=gus')).body.data
      problem(await call('post', `/users/${gus.id}/invite`), 409, 'conflict')
      const browser = await givePassword(test.app, 'gus')
      await enrol(browser, test.clock.now())
      assert.equal((await call('post', `/users/${gus.id}/open-app`)).status, 200)
      const freed = await call('post', `/users/${gus.id}/reset-factors`)
      assert.deepEqual([freed.status, freed.body.mfaEnabled], [200, false])
      assert.deepEqual((await call('post', `/users/${gus.id}/end-sessions`)).body, { ended: 1 })
      assert.equal((await browser.get('/account/profile')).status, 303)
      await numberAll(test.db)
      const first = (await call('get', `/users/${gus.id}/events?limit=2`)).body
      const rest = (await call('get', `/users/${gus.id}/events?limit=200&cursor=${first.next}`)).body
      assert.deepEqual(
        [...first.data, ...rest.data].map((event: { type: string }) => event.type),
        [
          'user.session.revoked',
          'user.mfa.removed',
          'user.mfa.enrolled',
          'user.login.succeeded',
          'user.registered',
        ],
      )
      assert.equal(rest.next, null)
    })
    it('who may open the console keep their factor, whatever a key says', async () => {
      const [opa] = (await call('get', '/users?search=opa')).body.data
      problem(await call('post', `/users/${opa.id}/reset-factors`), 403, 'forbidden')
    })
    it('that are the last operator are kept', async () => {
      const [opa] = (await call('get', '/users?search=opa')).body.data
      for (const act of [call('delete', `/users/${opa.id}`), call('post', `/users/${opa.id}/block`, {})])
        problem(await act, 409, 'conflict')
    })
  })

  describe('events', () => {
    it('are read newest first, between two times that are both included', async () => {
      await numberAll(test.db)
      const all = (await call('get', '/events/newest?limit=200')).body.data
      const times: string[] = all.map((event: { timestamp: string }) => event.timestamp)
      const [from = '', until = ''] = [times.at(-3), times.at(2)]
      assert.ok(from < until)
      const read = async (query: string) => {
        const { body } = await call('get', `/events/newest?limit=200&${query}`)
        return body.data.map((event: { timestamp: string }) => event.timestamp)
      }
      assert.deepEqual(
        await read(`from=${from}&until=${until}`),
        times.filter((at) => at >= from && at <= until),
      )
      assert.deepEqual(await read('from=2999-01-01T00:00:00Z'), [])
      const turned = await call('get', `/events/newest?from=${until}&until=${from}`)
      assert.deepEqual(problem(turned, 422, 'invalid'), ['until'])
      assert.deepEqual(problem(await call('get', '/events/newest?from=soon'), 422, 'invalid'), ['from'])
    })
    it('are read in order after a position, and the pages leave none out', async () => {
      await numberAll(test.db)
      const positions: number[] = []
      let after = '0'
      let next: string | null = after
      while (next !== null) {
        const answer: request.Response = await call('get', `/events?after=${after}&limit=3`)
        assert.equal(answer.status, 200)
        positions.push(...answer.body.data.map((event: { position: number }) => event.position))
        next = answer.body.next
        after = next ?? after
      }
      assert.deepEqual(
        positions,
        positions.map((_, index) => index + 1),
      )
      assert.ok(positions.length > 10)
    })
    it('are chosen by type and by pattern', async () => {
      const types = async (list: string) => {
        const { body } = await call('get', `/events?limit=1000&types=${list}`)
        return [...new Set(body.data.map((event: { type: string }) => event.type))].sort()
      }
      assert.deepEqual(await types('user.blocked'), ['user.blocked'])
      assert.deepEqual(await types('user.blocked,api_key.*'), [
        'api_key.created',
        'api_key.revoked',
        'user.blocked',
      ])
      assert.deepEqual(problem(await call('get', '/events?types=user.nothing'), 422, 'invalid'), ['types'])
      problem(await call('get', '/events?types=us*'), 422, 'invalid')
    })
    it('say who did it: a key by its id', async () => {
      const { body } = await call('get', '/events?types=user.blocked')
      assert.equal(body.data[0].context.actor.type, 'api_key')
      assert.match(body.data[0].context.actor.id, /^key_/)
    })
    it('are all listed by type, each with a schema that can be fetched', async () => {
      const { body } = await call('get', '/event-types')
      assert.ok(body.data.length >= 25)
      for (const { type, schema } of body.data) {
        const answer = await request(test.app).get(schema)
        assert.equal(answer.status, 200, type)
        assert.equal(JSON.parse(answer.text).properties.type.const, type)
      }
      assert.equal((await request(test.app).get('/schemas/events/constructor.json')).status, 404)
    })
  })
})
