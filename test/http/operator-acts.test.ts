import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import request from 'supertest'
import { createApiKey } from '../../src/usecases/create-api-key.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { numberAll } from '../support/number-all.ts'
import { enrol, givePassword, register, signedInOperator } from '../support/people.ts'
import { suiteScope } from '../support/scope.ts'
import type { PageVisitor } from '../support/visit.ts'

interface Told {
  readonly type: string
  readonly data: {
    readonly user: { readonly status: string; readonly email: string | null }
    readonly changes?: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>
    readonly reason?: string | null
  }
  readonly context: { readonly actor: { readonly type: string; readonly id?: string }; readonly ip?: string }
}

const ADDRESS = '127.0.0.1'

/** The same deeds by a person in the console and by a program over the API. */
for (const way of ['console', 'API'] as const)
  describe(`each act of an operator in the ${way}: its effect, its event and its mail`, () => {
    const scope = suiteScope()
    let test: TestApp
    let opa: PageVisitor
    let key = ''
    let actor: Told['context']['actor']
    before(async () => {
      test = await openTestApp({ settings: { limitsScale: 10 } })
      scope.after(() => test.close())
      opa = await signedInOperator(test)
      const made = await createApiKey(test.deps, { name: 'support' }, { actor: { type: 'cli' } })
      key = made.secret
      const { id } = await row('opa')
      actor = way === 'console' ? { type: 'operator', id } : { type: 'api_key', id: made.key.id }
    })

    const row = (username: string) => test.db.reader('users').where({ username }).first()
    const mailsTo = async (recipient: string): Promise<string[]> =>
      (await test.db.reader('mails').where({ recipient }).orderBy('id').select('template')).map(
        (mail) => mail.template,
      )
    /** A person with a proven address, an app and a browser that is signed in. */
    const person = async (username: string) => {
      await register(test.app, username)
      const email = `${username}@example.org`
      await test.db.writer('users').where({ username }).update({ email, email_verified: true })
      const browser = await givePassword(test.app, username)
      return { browser, email, id: String((await row(username)).id) }
    }
    /** Does it the one way or the other; answers the events of it, each by this actor from this address. */
    const act = async (
      deed: { readonly form: string; readonly fields?: object; readonly from?: string },
      call: { readonly method: 'post' | 'patch' | 'delete'; readonly path: string; readonly body?: object },
    ): Promise<Told[]> => {
      const { seq } = await test.db.reader('events').orderBy('seq', 'desc').first('seq')
      const answer =
        way === 'console'
          ? await opa.submit(
              `/console/users${deed.form}`,
              { ...deed.fields },
              deed.from ?? '/console/users/new',
            )
          : await request(test.app)
              [call.method](`/api/v1/users${call.path}`)
              .auth(key, { type: 'bearer' })
              .send(call.body)
      assert.ok(answer.status < 400, `${answer.status}: ${answer.text}`)
      const rows: { type: string; data: string; context: string }[] = await test.db
        .reader('events')
        .where('seq', '>', seq)
        .orderBy('seq')
      const told = rows.map((one) => ({
        type: one.type,
        data: JSON.parse(one.data),
        context: JSON.parse(one.context),
      }))
      for (const { context, type } of told) {
        assert.deepEqual(context.actor, actor, type)
        assert.match(context.ip ?? '', new RegExp(`${ADDRESS}$`), type)
      }
      return told
    }
    const types = (told: readonly Told[]) => told.map(({ type }) => type)
    const isIn = async (browser: PageVisitor) => (await browser.get('/account/profile')).status === 200

    it('creates and invites by mail', async () => {
      const fields = { username: 'ida', email: 'ida@example.org' }
      const told = await act({ form: '', fields }, { method: 'post', path: '', body: fields })
      assert.deepEqual(types(told), ['user.registered', 'user.invited'])
      assert.equal((await row('ida')).status, 'invited')
      assert.deepEqual(await mailsTo('ida@example.org'), ['invitation'])
      const { id } = await row('ida')
      const again = await act({ form: `/${id}/invite` }, { method: 'post', path: `/${id}/invite` })
      assert.deepEqual(types(again), ['user.invited'])
      assert.deepEqual(await mailsTo('ida@example.org'), ['invitation', 'invitation'])
    })

    it('edits, and says what was and what is', async () => {
      const { id, email } = await person('eda')
      const fields = { username: 'eda', email, name: 'Eda' }
      const [told, ...more] = await act(
        { form: `/${id}/edit`, fields, from: `/console/users/${id}/edit` },
        { method: 'patch', path: `/${id}`, body: { name: 'Eda' } },
      )
      assert.equal(told?.type, 'user.updated')
      assert.deepEqual(told?.data.changes, { name: { from: null, to: 'Eda' } })
      assert.deepEqual(more, [])
      assert.equal((await row('eda')).name, 'Eda')
    })

    it('blocks with a reason and unblocks: no session lives on, no password opens, then it does', async () => {
      const { id, browser } = await person('bob')
      const body = { reason: 'left the company' }
      const blocked = await act(
        { form: `/${id}/block`, fields: body },
        { method: 'post', path: `/${id}/block`, body },
      )
      assert.deepEqual(types(blocked), ['user.blocked', 'user.session.revoked'])
      assert.deepEqual(
        [blocked[0]?.data.reason, blocked[0]?.data.user.status],
        ['left the company', 'blocked'],
      )
      assert.equal(await isIn(browser), false)
      assert.equal(await isIn(await givePassword(test.app, 'bob')), false)
      const open = await act({ form: `/${id}/unblock` }, { method: 'post', path: `/${id}/unblock` })
      assert.deepEqual([types(open), open[0]?.data.user.status], [['user.unblocked'], 'active'])
      assert.equal(await isIn(await givePassword(test.app, 'bob')), true)
    })

    it('asks for a new password: the next sign-in opens nothing before one is chosen', async () => {
      const { id, browser } = await person('pam')
      const told = await act(
        { form: `/${id}/expire-password` },
        { method: 'post', path: `/${id}/expire-password` },
      )
      assert.ok(types(told).includes('user.session.revoked'))
      assert.equal(await isIn(browser), false)
      const { headers } = await (await givePassword(test.app, 'pam')).get('/account/profile')
      assert.match(String(headers.location), /password/)
    })

    it('resets factors: the password alone opens the account again, and the person is told by mail', async () => {
      const { id, browser, email } = await person('fay')
      await enrol(browser, test.clock.now())
      assert.equal(await isIn(await givePassword(test.app, 'fay')), false)
      const told = await act(
        { form: `/${id}/reset-factors` },
        { method: 'post', path: `/${id}/reset-factors` },
      )
      assert.deepEqual(types(told), ['user.mfa.removed'])
      assert.equal(await isIn(await givePassword(test.app, 'fay')), true)
      assert.equal((await mailsTo(email)).filter((one) => one === 'factor_removed').length, 1)
    })

    it('ends sessions: every browser is signed out at its next page', async () => {
      const { id, browser } = await person('sue')
      const second = await givePassword(test.app, 'sue')
      const told = await act({ form: `/${id}/end-sessions` }, { method: 'post', path: `/${id}/end-sessions` })
      assert.deepEqual(types(told), ['user.session.revoked', 'user.session.revoked'])
      assert.deepEqual([await isIn(browser), await isIn(second)], [false, false])
    })

    it('deletes: the session is over, the row is gone, the deletion comes last', async () => {
      const { id, browser } = await person('dan')
      const told = await act({ form: `/${id}/delete` }, { method: 'delete', path: `/${id}` })
      assert.deepEqual(types(told), ['user.session.revoked', 'user.deleted'])
      assert.equal(await isIn(browser), false)
      assert.equal(await row('dan'), undefined)
    })

    it('sees the history of a user on the page: what happened and who did it', async () => {
      const { id } = await row('bob')
      await numberAll(test.db)
      const { text } = await opa.get(`/console/events?user=${id}`)
      const order = /user\.unblocked.*user\.session\.revoked.*user\.blocked.*user\.registered/s
      assert.match(text, order)
      assert.match((await opa.get(`/console/users/${id}`)).text, /user\.unblocked/)
    })
  })
