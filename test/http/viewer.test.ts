import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Router } from 'express'
import { h } from 'preact'
import request from 'supertest'
import { createConsoleKit } from '../../src/http/console-kit.tsx'
import { grantOperator } from '../../src/usecases/grant-operator.ts'
import { PostButton } from '../../views/index.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { numberAll } from '../support/number-all.ts'
import { enrol, givePassword, register, signedInOperator } from '../support/people.ts'
import { type ListedRoute, listRoutes } from '../support/routes.ts'
import { csrfOf, type PageVisitor } from '../support/visit.ts'

const SAID = /You see the console as a viewer/

describe('a viewer', () => {
  let test: TestApp
  let vic: PageVisitor
  let routes: readonly ListedRoute[]
  let acted = 0
  before(async () => {
    const kit = createConsoleKit('plugin')
    const plugin = Router()
    plugin.get('/', (req, res) => {
      const act = h(PostButton, { action: '/console/plugin/act', csrfToken: 'x', children: 'Act' })
      const body = h('p', {}, 'From a plugin', act)
      kit.page(req, res, { title: 'Plugin', active: '/console/plugin', body })
    })
    plugin.get('/:id/edit', (_req, res) => void res.send('a form'))
    plugin.post('/act', (_req, res) => {
      acted += 1
      res.send('done')
    })
    test = await openTestApp({ parts: { mounts: [{ path: '/console/plugin', router: plugin }] } })
    await signedInOperator(test)
    for (const name of ['vic', 'ann']) await register(test.app, name)
    await grantOperator(test.deps, { userId: await idOf('vic'), role: 'viewer' }, { actor: { type: 'cli' } })
    await numberAll(test.db)
    routes = listRoutes(test.app).filter((route) => route.path.startsWith('/console'))
    vic = await givePassword(test.app, 'vic')
  })
  after(() => test.close())

  const idOf = async (username: string): Promise<string> =>
    (await test.db.reader('users').where({ username }).first('id')).id
  /** A path with things that are there in the place of its parameters. */
  const pathTo = async (path: string) => {
    const event = (await test.db.reader('events').first('id')).id
    return path
      .replace('/events/:id', `/events/${event}`)
      .replace('/event-types/:type', '/event-types/user.registered')
      .replace('/users/:id', `/users/${await idOf('ann')}`)
  }

  it('signs in to the console and reads it', async () => {
    assert.equal((await vic.get('/console')).status, 200)
    assert.match((await vic.get('/account/profile')).text, /href="\/console"/)
  })

  it('is refused on every route of the console that changes something, plugins’ included', async () => {
    const unsafe = routes.filter((route) => route.method !== 'get')
    assert.ok(unsafe.length >= 15, `only ${unsafe.length} routes were found`)
    assert.ok(unsafe.some((route) => route.path === '/console/plugin/act'))
    const token = csrfOf((await vic.get('/logout')).text) ?? ''
    const before = await test.db.reader('events').count({ n: '*' })
    for (const { method, path } of unsafe) {
      const answer = await request(test.app)
        [method](await pathTo(path))
        .set('cookie', vic.cookies())
        .type('form')
        .send({ _csrf: token })
      assert.equal(answer.status, 403, `${method} ${path}`)
      assert.match(answer.text, SAID, `${method} ${path}`)
    }
    assert.equal(acted, 0)
    assert.deepEqual(await test.db.reader('events').count({ n: '*' }), before)
  })

  it('sees every page but the forms, and no button that acts on any of them', async () => {
    const pages = routes.filter((route) => route.method === 'get')
    const forms = pages.filter((route) => /\/(?:new|edit)$/.test(route.path))
    assert.ok(forms.length >= 5)
    for (const { path } of pages) {
      const at = await pathTo(path)
      if (at.includes(':')) continue
      const answer = await vic.get(at)
      const form = forms.some((one) => one.path === path)
      assert.equal(answer.status, form ? 403 : 200, path)
      if (form) continue
      const main = /<main.*<\/main>/s.exec(answer.text)?.[0] ?? ''
      assert.ok(main !== '')
      assert.doesNotMatch(main, /<form[^>]* method="post"/, path)
      assert.doesNotMatch(main, /href="[^"]*\/(?:new|edit)"/, path)
    }
    assert.equal((await vic.get('/console/plugin/x/edit')).status, 403)
  })

  it('acts on the own account as anybody does', async () => {
    const saved = await vic.submit('/account/profile', { username: 'vic', name: 'Vic' })
    assert.equal(saved.status, 303)
    assert.equal((await vic.get('/console/users')).text.includes('viewer'), true)
  })

  it('who loses the role is out at the next page', async () => {
    await register(test.app, 'wil')
    await grantOperator(test.deps, { userId: await idOf('wil'), role: 'viewer' }, { actor: { type: 'cli' } })
    const wil = await givePassword(test.app, 'wil')
    assert.equal((await wil.get('/console/users')).status, 200)
    await test.db.writer('users').where({ username: 'wil' }).update({ role: null })
    assert.equal((await wil.get('/console/users')).status, 403)
  })

  it('needs a second factor in production mode, as an operator does', async (t) => {
    const production = await openTestApp({ production: true })
    t.after(() => production.close())
    await register(production.app, 'vic')
    const userId = (await production.db.reader('users').first('id')).id
    await grantOperator(production.deps, { userId, role: 'viewer' }, { actor: { type: 'cli' } })
    const browser = await givePassword(production.app, 'vic')
    assert.match((await browser.get('/console')).text, /second factor/)
    await enrol(browser, production.clock.now())
    assert.equal((await browser.get('/console')).status, 200)
  })
})
