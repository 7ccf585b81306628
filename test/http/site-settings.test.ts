import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import request from 'supertest'
import { openTestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register, signedInOperator } from '../support/people.ts'
import { csrfOf, visitor } from '../support/visit.ts'

const EDIT = '/console/settings/edit'
const OPEN = { registration: 'open', productName: 'Gatepost' }

async function setScene(t: TestContext) {
  const test = await openTestApp({ settings: { limitsScale: 10 } })
  t.after(() => test.close())
  const opa = await signedInOperator(test)
  return {
    ...test,
    opa,
    set: async (fields: Record<string, string>) => {
      const answer = await opa.submit(EDIT, { ...OPEN, ...fields })
      assert.equal(answer.status, 303, answer.text)
    },
    registered: (fields: Record<string, string>) =>
      visitor(test.app).submit('/register', { password: PASSWORD, ...fields }),
    signsIn: async (login: string) => {
      const browser = visitor(test.app)
      const answer = await browser.submit('/login', { login, password: PASSWORD })
      return { status: answer.status, text: answer.text }
    },
    prove: async (recipient: string) => {
      const mail = await test.db
        .reader('mails')
        .where({ recipient, template: 'verify_email' })
        .first('id', 'sealed')
      const token = test.deps.keyring.open('mail', mail.sealed, mail.id)
      const browser = visitor(test.app)
      const opened = await browser.get(`/verify-email?token=${token}`)
      return browser.post('/verify-email', { token, _csrf: csrfOf(opened.text) ?? '' })
    },
  }
}

describe('registration as the operator wants it', () => {
  for (const [registration, words] of [
    ['off', /Nobody can register here/],
    ['invitation', /by invitation/],
  ] as const)
    it(`${registration}: the page says so, posting makes nobody, the sign-in page shows no way there`, async (t) => {
      const scene = await setScene(t)
      const stale = visitor(scene.app)
      const _csrf = csrfOf((await stale.get('/register')).text) ?? ''
      await scene.set({ registration })
      assert.match((await visitor(scene.app).get('/register')).text, words)
      const answer = await stale.post('/register', { username: 'ann', password: PASSWORD, _csrf })
      assert.equal(answer.status, 403)
      assert.match(answer.text, words)
      assert.equal(await scene.db.reader('users').where({ username: 'ann' }).first(), undefined)
      assert.doesNotMatch((await visitor(scene.app).get('/login')).text, /href="\/register"/)
      const invited = await scene.opa.submit(
        '/console/users',
        { username: 'ann', email: 'ann@example.org' },
        '/console/users/new',
      )
      assert.equal(invited.status, 303)
    })

  it('by domain: other addresses and bare usernames are refused, and the right one is proven first', async (t) => {
    const scene = await setScene(t)
    await scene.set({ registration: 'domains', domains: 'example.org\n@example.net' })
    const refused: Record<string, string>[] = [
      { email: 'eve@evil.example' },
      { email: 'eve@sub.example.org' },
      { email: 'eve@example.org.evil.example' },
      { username: 'eve' },
    ]
    for (const fields of refused) {
      const answer = await scene.registered(fields)
      assert.equal(answer.status, 422, JSON.stringify(fields))
      assert.match(answer.text, /id="f-email-error"/)
    }
    assert.equal((await scene.registered({ username: 'ann', email: 'Ann@Example.NET' })).status, 200)
    const early = await scene.signsIn('ann')
    assert.equal(early.status, 403)
    assert.match(early.text, /Prove your address first/)
    assert.equal((await scene.prove('ann@example.net')).status, 200)
    assert.equal((await scene.signsIn('ann')).status, 303)
  })

  it('proof first: who lost an address to its owner without proving one stays outside', async (t) => {
    const scene = await setScene(t)
    await scene.set({ proveFirst: 'on' })
    await scene.registered({ username: 'eve', email: 'ann@example.org' })
    await scene.registered({ username: 'ann', email: 'ann@example.org' })
    const { id: annId } = await scene.db.reader('users').where({ username: 'ann' }).first('id')
    const mail = await scene.db
      .reader('mails')
      .where({ template: 'verify_email', user_id: annId })
      .first('id', 'sealed')
    const token = scene.deps.keyring.open('mail', mail.sealed, mail.id)
    const browser = visitor(scene.app)
    const opened = await browser.get(`/verify-email?token=${token}`)
    await browser.post('/verify-email', { token, _csrf: csrfOf(opened.text) ?? '' })
    assert.equal((await scene.db.reader('users').where({ username: 'eve' }).first()).email, null)
    assert.equal((await scene.signsIn('eve')).status, 403)
    assert.equal((await scene.signsIn('ann')).status, 303)
  })

  it('proof first: a wrong password says no more than before, and those made by operators are let in', async (t) => {
    const scene = await setScene(t)
    await scene.registered({ username: 'ann', email: 'ann@example.org' })
    await scene.set({ proveFirst: 'on' })
    const wrong = await visitor(scene.app).submit('/login', { login: 'ann', password: 'wrong' })
    assert.equal(wrong.status, 401)
    assert.doesNotMatch(wrong.text, /Prove your address/)
    assert.equal((await scene.signsIn('ann')).status, 403)
    await scene.opa.submit(
      '/console/users',
      { username: 'joe', email: 'joe@example.org', password: PASSWORD },
      '/console/users/new',
    )
    assert.equal((await scene.signsIn('joe')).status, 303)
    await scene.set({})
    assert.equal((await scene.signsIn('ann')).status, 303)
  })

  it('is announced once with what changed, and not when nothing did', async (t) => {
    const scene = await setScene(t)
    const changes = async () => {
      const rows: { data: string; context: string }[] = await scene.db
        .reader('events')
        .where({ type: 'settings.updated' })
      return rows.map((row) => ({ ...JSON.parse(row.data), by: JSON.parse(row.context).actor.type }))
    }
    await scene.set({ registration: 'off', supportUrl: 'mailto:help@example.org' })
    await scene.set({ registration: 'off', supportUrl: 'mailto:help@example.org' })
    assert.deepEqual(await changes(), [
      {
        changes: {
          registration: { from: 'open', to: 'off' },
          supportUrl: { from: null, to: 'mailto:help@example.org' },
        },
        by: 'operator',
      },
    ])
  })
})

describe('the look of the operator’s choice', () => {
  it('stands on every page: name, colour, support and terms', async (t) => {
    const scene = await setScene(t)
    await scene.set({
      productName: 'Acme <ID>',
      accent: '#0A6B4F',
      supportUrl: 'https://example.org/help',
      termsUrl: 'https://example.org/terms',
    })
    const stranger = visitor(scene.app)
    for (const path of ['/login', '/register', '/console', '/account/profile', '/nowhere']) {
      const { text } = await (/console|account/.test(path) ? scene.opa : stranger).get(path)
      assert.match(text, /<title>[^<]* · Acme &lt;ID><\/title>/, path)
      assert.match(text, /href="\/look\.css\?v=0a6b4f"/, path)
    }
    const login = (await visitor(scene.app).get('/login')).text
    assert.match(login, /href="https:\/\/example\.org\/help"/)
    assert.match(login, /href="https:\/\/example\.org\/terms"/)
    const styles = await request(scene.app).get('/look.css')
    assert.match(String(styles.headers['content-type']), /^text\/css/)
    assert.match(styles.text, /--gp-accent-fill: #0a6b4f;/)
  })

  it('takes no link that runs a script, no colour that hides its text, and keeps what was typed', async (t) => {
    const scene = await setScene(t)
    for (const [name, value] of [
      ['supportUrl', 'javascript:alert(1)'],
      ['termsUrl', 'mailto:help@example.org'],
      ['accent', '#ffee00'],
      ['accent', 'red;}body{display:none'],
      ['domains', 'not a domain'],
      ['registration', 'domains'],
    ] as const) {
      const answer = await scene.opa.submit(EDIT, { ...OPEN, [name]: value })
      assert.equal(answer.status, 422, `${name} ${value}`)
      assert.match(answer.text, /-error"/)
    }
    assert.equal((await request(scene.app).get('/look.css')).text, '')
    assert.deepEqual(await scene.db.reader('site_settings'), [])
  })

  it('is changed by operators alone', async (t) => {
    const scene = await setScene(t)
    await register(scene.app, 'ann')
    const ann = await givePassword(scene.app, 'ann')
    assert.equal((await ann.get(EDIT)).status, 403)
    const _csrf = csrfOf((await ann.get('/logout')).text) ?? ''
    assert.equal((await ann.post(EDIT, { ...OPEN, registration: 'off', _csrf })).status, 403)
  })
})
