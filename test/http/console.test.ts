import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Request, Router } from 'express'
import { h } from 'preact'
import { createConsoleKit } from '../../src/http/console-kit.tsx'
import { authenticateAccessKey } from '../../src/usecases/authenticate-access-key.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { numberAll } from '../support/number-all.ts'
import { codeAt, enrol, givePassword, PASSWORD, register, signedInOperator } from '../support/people.ts'
import { type PageVisitor, visitor } from '../support/visit.ts'

const TEN_MINUTES = 600_000

describe('the console', () => {
  let test: TestApp
  let opa: PageVisitor
  before(async () => {
    const kit = createConsoleKit('plugin')
    const plugin = Router()
    plugin.get('/', (req, res) => {
      kit.page(req, res, { title: 'Plugin', active: '/console/plugin', body: h('p', {}, 'From a plugin') })
    })
    plugin.get('/broken', (req, res) => {
      const Broken = () => {
        throw new Error('a slip in a plugin')
      }
      kit.page(req, res, { title: 'Broken', active: '/console/plugin', body: h(Broken, {}) })
    })
    plugin.post('/act', kit.requireFreshProof, (req: Request, res) => {
      kit.flash(req, `Done by ${kit.context(req).actor.type}`)
      res.redirect(303, '/console/plugin')
    })
    test = await openTestApp({
      parts: {
        mounts: [{ path: '/console/plugin', router: plugin }],
        menu: [
          {
            group: 'Events out',
            label: 'Plugin',
            href: '/console/plugin',
            icon: 'webhook',
            badge: async () => 3,
          },
        ],
        banners: async () => [
          { tone: 'bad', text: 'HR sync has not answered.', href: '/console/elsewhere' },
          { tone: 'bad', text: 'Own page fails.', href: '/console/plugin' },
        ],
      },
    })
    opa = await signedInOperator(test)
    await register(test.app, 'ann')
    await register(test.app, 'bob')
    await numberAll(test.db)
  })
  after(() => test.close())

  const idOf = async (username: string): Promise<string> =>
    (await test.db.reader('users').where({ username }).first('id')).id
  /** The circumstances of the newest event of that type. */
  const contextOf = async (type: string) => {
    const row: { context: string } | undefined = await test.db
      .reader('events')
      .where({ type })
      .orderBy('seq', 'desc')
      .first('context')
    return row && JSON.parse(row.context)
  }

  it('opens to operators and to nobody else', async () => {
    const pages = [
      '',
      '/users',
      `/users/${await idOf('ann')}`,
      '/events',
      '/event-types',
      '/event-types/user.registered',
      '/api-keys',
      '/api-keys/new',
      '/plugin',
    ]
    const ann = await givePassword(test.app, 'ann')
    for (const page of pages) {
      assert.equal((await opa.get(`/console${page}`)).status, 200, page)
      assert.equal((await ann.get(`/console${page}`)).status, 403, page)
      assert.equal((await visitor(test.app).get(`/console${page}`)).status, 303, page)
    }
  })

  it('shows plugins’ pages in its frame, with menu, figures and banners', async () => {
    const { text } = await opa.get('/console/plugin')
    assert.match(text, /<p>From a plugin<\/p>/)
    assert.match(text, /aria-current="page" href="\/console\/plugin"/)
    assert.match(text, /HR sync has not answered\./)
    assert.match(text, /need a hand/)
  })

  it('answers for a page that a plugin cannot draw, and tells nothing of the fault', async () => {
    const { status, text } = await opa.get('/console/plugin/broken')
    assert.equal(status, 500)
    assert.doesNotMatch(text, /slip/)
  })

  it('leaves a banner out on the page that it leads to', async () => {
    const { text } = await opa.get('/console/plugin')
    assert.match(text, /HR sync has not answered/)
    assert.doesNotMatch((await opa.get('/console/plugin?state=open')).text, /Own page fails/)
  })

  it('shows a plugin’s sentence once after its redirect', async () => {
    const answer = await opa.submit('/console/plugin/act', {}, '/console/plugin')
    assert.equal(answer.headers.location, '/console/plugin')
    assert.match((await opa.get('/console/plugin')).text, /Done by operator/)
    assert.doesNotMatch((await opa.get('/console/plugin')).text, /Done by operator/)
  })

  it('lists users, finds them, and says which filter finds nobody', async () => {
    assert.match((await opa.get('/console/users')).text, />ann</)
    const found = (await opa.get('/console/users?q=bob')).text
    assert.match(found, />bob</)
    assert.doesNotMatch(found, />ann</)
    assert.match((await opa.get('/console/users?q=zed&status=blocked')).text, /blocked, “zed”/)
    const none = (await opa.get('/console/users?mfa=on&to=2020-01-31')).text
    assert.match(none, /second factor on, made until 2020-01-31/)
    assert.match(none, /href="[^"]*status=active&amp;mfa=on&amp;to=2020-01-31"/)
    assert.match((await opa.get('/console/users?from=yesterday&mfa=%27')).text, />ann</)
  })

  it('blocks and unblocks a user, by the operator’s name', async () => {
    const id = await idOf('ann')
    const page = `/console/users/${id}`
    assert.equal((await opa.submit(`${page}/block`, { reason: 'left' }, page)).headers.location, page)
    assert.deepEqual((await contextOf('user.blocked')).actor, { type: 'operator', id: await idOf('opa') })
    assert.match((await opa.get(page)).text, /left/)
    await opa.submit(`${page}/unblock`, {}, page)
    assert.equal((await contextOf('user.unblocked')).actor.type, 'operator')
  })

  it('ends the sessions of a user', async () => {
    const ann = await givePassword(test.app, 'ann')
    const page = `/console/users/${await idOf('ann')}`
    await opa.submit(`${page}/end-sessions`, {}, page)
    assert.equal((await ann.get('/account/profile')).status, 303)
    assert.equal((await contextOf('user.session.revoked')).actor.type, 'operator')
  })

  it('deletes a user only after a password given within ten minutes', async () => {
    const id = await idOf('bob')
    const page = `/console/users/${id}`
    test.clock.move(TEN_MINUTES)
    const asked = await opa.submit(`${page}/delete`, {}, page)
    assert.match(String(asked.headers.location), /^\/account\/confirm\?return_to=/)
    assert.ok(await test.db.reader('users').where({ id }).first())
    const proof = String(asked.headers.location)
    assert.equal((await opa.submit('/account/confirm', { password: 'wrong' }, proof)).status, 422)
    const back = await opa.submit('/account/confirm', { password: PASSWORD, return_to: page }, proof)
    assert.equal(back.headers.location, page)
    assert.equal((await opa.submit(`${page}/delete`, {}, page)).headers.location, '/console/users')
    assert.equal(await test.db.reader('users').where({ id }).first(), undefined)
  })

  it('keeps the last operator, and says why on the page', async () => {
    const id = await idOf('opa')
    const page = `/console/users/${id}`
    assert.match((await opa.get(page)).text, /last operator/)
    assert.equal((await opa.submit(`${page}/block`, {}, page)).status, 409)
    assert.equal((await opa.submit(`${page}/delete`, {}, page)).status, 409)
    assert.ok(await test.db.reader('users').where({ id, status: 'active' }).first())
  })

  it('shows the figures of the overview before what can wait', async () => {
    assert.match((await opa.get('/console')).text, />Registered<.*Set up your second factor.*Newest events/s)
  })

  it('shows the log newest first, by type and by user, and each event', async () => {
    await numberAll(test.db)
    const log = await opa.get('/console/events')
    assert.match(log.text, /user\.deleted/)
    const chosen = (await opa.get('/console/events?type=user.blocked&user=ann')).text
    assert.match(chosen, /<code>user\.blocked<\/code>/)
    assert.doesNotMatch(chosen, /<code>user\.registered<\/code>/)
    assert.match((await opa.get('/console/events?user=nobody')).text, /No event fits/)
    const [, event = ''] = /href="(\/console\/events\/evt_[^"]+)"/.exec(chosen) ?? []
    assert.match((await opa.get(event)).text, /operator opa/)
    assert.equal((await opa.get('/console/events/evt_none')).status, 404)
  })

  it('finds in the log what happened in a stretch of time, and an event by its id', async () => {
    await numberAll(test.db)
    const rows: { id: string; at: number }[] = await test.db
      .reader('events')
      .where({ type: 'user.registered' })
    const [row] = rows
    assert.ok(row)
    const minute = new Date(row.at).toISOString().slice(0, 16)
    const shown = (await opa.get(`/console/events?type=user.registered&from=${minute}&until=${minute}`)).text
    for (const { id, at } of rows)
      assert.equal(
        shown.includes(`/console/events/${id}"`),
        new Date(at).toISOString().startsWith(minute),
        id,
      )
    assert.match((await opa.get('/console/events?until=2020-01-01')).text, /No event fits.*until 2020-01-01/s)
    const faulty = await opa.get('/console/events?from=%3Cb%3E&until=2020-01-01')
    assert.equal(faulty.status, 422)
    assert.match(faulty.text, /id="filter-from-error".*Correct the filter above\./s)
    assert.match(faulty.text, /name="from" value="&lt;b>"/)
    assert.match(
      (await opa.get('/console/events?from=2026-02-02&until=2026-01-01')).text,
      /filter-until-error/,
    )
    const found = await opa.get(`/console/events?user=${row.id}`)
    assert.deepEqual([found.status, found.headers.location], [303, `/console/events/${row.id}`])
    assert.match((await opa.get('/console/events?user=evt_none')).text, /No event fits/)
  })

  it('makes an API key, shows it once, and revokes it', async () => {
    const empty = await opa.submit(
      '/console/api-keys',
      { name: 'HR', expires: '30' },
      '/console/api-keys/new',
    )
    assert.equal(empty.status, 422)
    assert.match(empty.text, /Choose at least one/)
    const made = await opa.submit(
      '/console/api-keys',
      { name: 'HR', expires: '30', scopes: ['users:read', 'events:read'] },
      '/console/api-keys/new',
    )
    const [secret = ''] = /gp_[\w-]{20,}/.exec(made.text) ?? []
    assert.ok(secret)
    const list = await opa.get('/console/api-keys')
    assert.ok(!list.text.includes(secret))
    const [, page = ''] = /href="(\/console\/api-keys\/key_[^"]+)"/.exec(list.text) ?? []
    await opa.submit(`${page}/revoke`, {}, page)
    assert.match((await opa.get(page)).text, /Revoked/)
  })

  it('makes an access key pair for the GenAuth API, and shows both halves', async () => {
    const made = await opa.submit(
      '/console/api-keys',
      { name: 'Old script', kind: 'access', expires: '' },
      '/console/api-keys/new',
    )
    const [, id = ''] = /accessKeyId<\/code> is <code>(key_\w+)</.exec(made.text) ?? []
    const [, secret = ''] = /class="secret"[^>]*>([\w-]{43})</.exec(made.text) ?? []
    assert.ok(await authenticateAccessKey(test.deps, id, (kept) => kept === secret))
    const page = await opa.get(`/console/api-keys/${id}`)
    assert.ok(!page.text.includes(secret))
    assert.match(page.text, /webhooks of the GenAuth API/)
  })

  it('escapes what people call themselves', async () => {
    const cyd = visitor(test.app, { headers: { 'user-agent': '<script>alert(1)</script>' } })
    await cyd.submit('/register', {
      username: 'cyd',
      name: '<img src=x onerror=alert(1)>',
      password: PASSWORD,
    })
    await cyd.submit('/login', { login: 'cyd', password: PASSWORD })
    await numberAll(test.db)
    for (const page of ['/users', `/users/${await idOf('cyd')}`, '/events', '']) {
      const { text } = await opa.get(`/console${page}`)
      assert.doesNotMatch(text, /<img src=x|<script>alert/, page)
    }
  })
})

describe('the console in production mode', () => {
  it('opens only after a second factor', async (t) => {
    const test = await openTestApp({ production: true })
    t.after(() => test.close())
    const opa = await signedInOperator(test)
    const refused = await opa.get('/console/users')
    assert.equal(refused.status, 403)
    assert.match(refused.text, /second factor/)
    const { secret } = await enrol(opa, test.clock.now())
    assert.equal((await opa.get('/console/users')).status, 200)

    test.clock.move(60_000)
    const again = await givePassword(test.app, 'opa')
    assert.equal((await again.get('/console')).status, 303)
    await again.submit('/login/mfa', { code: codeAt(secret, test.clock.now()) })
    assert.equal((await again.get('/console')).status, 200)
  })

  it('stays shut to a session that began without the factor which another browser enrolled', async (t) => {
    const test = await openTestApp({ production: true })
    t.after(() => test.close())
    const here = await signedInOperator(test)
    const there = await givePassword(test.app, 'opa')
    await enrol(there, test.clock.now())
    const refused = await here.get('/console')
    assert.equal(refused.status, 403)
    assert.match(refused.text, /This session began without yours/)
  })
})
