import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Router } from 'express'
import request from 'supertest'
import { openTestApp, type TestApp } from '../support/app.ts'
import { type ListedRoute, listRoutes } from '../support/routes.ts'
import { csrfOf, visitor } from '../support/visit.ts'

const PASSWORD = 'seven quiet lanterns hum'

describe('forms from elsewhere', () => {
  let test: TestApp
  let routes: readonly ListedRoute[]
  before(async () => {
    const plugin = Router()
    plugin.post('/act', (_req, res) => void res.send('done'))
    test = await openTestApp({ parts: { mounts: [{ path: '/console/plugin', router: plugin }] } })
    routes = listRoutes(test.app)
    const ann = visitor(test.app)
    await ann.submit('/register', { username: 'ann', password: PASSWORD })
  })
  after(() => test.close())

  it('are refused on every route that takes anything but GET, plugins’ included', async () => {
    const ann = visitor(test.app)
    await ann.submit('/login', { login: 'ann', password: PASSWORD })
    const unsafe = routes.filter((route) => route.method !== 'get' && !route.path.startsWith('/api/'))
    assert.ok(unsafe.length >= 18, `only ${unsafe.length} routes were found`)
    assert.ok(unsafe.some((route) => route.path === '/console/plugin/act'))
    for (const { method, path } of unsafe) {
      const answer = await request(test.app)
        [method](path.replaceAll(/:\w+/g, 'x'))
        .set('cookie', ann.cookies())
        .type('form')
        .send({ _csrf: 'forged' })
      assert.equal(answer.status, 403, `${method} ${path}`)
      assert.match(answer.text, /This form is too old or came from another site/)
    }
  })

  it('get nowhere by the JSON API either: it does not look at cookies', async () => {
    const ann = visitor(test.app)
    await ann.submit('/login', { login: 'ann', password: PASSWORD })
    const api = routes.filter((route) => route.path.startsWith('/api/v1/'))
    assert.ok(api.length >= 9)
    for (const { method, path } of api) {
      const answer = await request(test.app)
        [method](path.replaceAll(/:\w+/g, 'x'))
        .set('cookie', ann.cookies())
      assert.equal(answer.status, 401, `${method} ${path}`)
    }
  })

  it('get nowhere by the calls that plugins bring beside it: no session, user or cookie is there', async (t) => {
    const router = Router()
    const seen: unknown[] = []
    router.post('/act', (req, res) => {
      seen.push(req.session, req.user, req.cookies)
      res.json({})
    })
    const other = await openTestApp({ parts: { rawMounts: [{ path: '/api/other', router }] } })
    t.after(() => other.close())
    const ann = visitor(other.app)
    await ann.submit('/register', { username: 'ann', password: PASSWORD })
    await ann.submit('/login', { login: 'ann', password: PASSWORD })
    assert.equal((await ann.get('/account/profile')).status, 200)
    const { status } = await request(other.app).post('/api/other/act').set('cookie', ann.cookies())
    assert.equal(status, 200)
    assert.deepEqual(seen, [undefined, undefined, undefined])
  })

  it('cannot use the token of another session, nor one from before signing in', async () => {
    const ann = visitor(test.app)
    const before = csrfOf((await ann.get('/login')).text) ?? ''
    await ann.submit('/login', { login: 'ann', password: PASSWORD })
    assert.equal((await ann.post('/logout', { _csrf: before })).status, 403)
    const other = visitor(test.app)
    await other.submit('/login', { login: 'ann', password: PASSWORD })
    const foreign = csrfOf((await other.get('/logout')).text) ?? ''
    assert.equal((await ann.post('/logout', { _csrf: foreign })).status, 403)
  })

  it('need the cookie as well as the field', async () => {
    const token = csrfOf((await visitor(test.app).get('/login')).text) ?? ''
    assert.equal((await visitor(test.app).post('/login', { _csrf: token, login: 'ann' })).status, 403)
  })
})
