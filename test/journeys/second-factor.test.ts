import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Authenticator, scan } from '../support/authenticator.ts'
import { assertAccessible, cookiesOf, newPerson, type Person } from '../support/browser.ts'
import { linkIn } from '../support/mail.ts'
import { suiteScope } from '../support/scope.ts'
import {
  fillAndPress,
  followLink,
  givePassword,
  heading,
  PASSWORD,
  register,
  signIn,
} from '../support/steps.ts'
import { opensAccount } from '../support/visitor.ts'
import { startWorld, type World } from '../support/world.ts'

const NEW_PASSWORD = 'eight louder lanterns sing'

describe('a second factor in a real browser', () => {
  const scope = suiteScope()
  let world: World
  let eva: Person
  let app: Authenticator
  let codes: string[]
  before(async () => {
    world = await startWorld(scope)
    eva = await newPerson(world.browser)
    await register(eva.page, world.url, { name: 'Eva', username: 'eva', email: 'eva@example.org' })
    const mail = await world.mail.mailTo('eva@example.org')
    await followLink(eva.page, linkIn(mail, '/verify-email'), 'This is my address')
    await signIn(eva.page, world.url, 'eva')
  })

  it('is set up by the QR code, the key for typing is the same, and a right code turns it on', async () => {
    await eva.page.goto(`${world.url}/account/mfa`)
    await fillAndPress(eva.page, { 'Your password': PASSWORD }, 'Set up the app')
    app = await scan(eva.page.getByRole('img', { name: 'QR code for your authenticator app' }))
    assert.equal(app.uri.protocol, 'otpauth:')
    const typed = (await eva.page.locator('#mfa-key').textContent()) ?? ''
    assert.equal(typed.replace(/\s/g, ''), app.secret)
    await assertAccessible(eva.page)

    const label = 'Type the code that the app shows'
    const right = await app.nextCode()
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0')
    await fillAndPress(eva.page, { [label]: wrong }, 'Turn on the second factor')
    assert.equal(await eva.page.getByLabel(label).getAttribute('aria-invalid'), 'true')
    await fillAndPress(eva.page, { [label]: right }, 'Turn on the second factor')
    codes = await eva.page.locator('#recovery-codes li').allTextContents()
    assert.equal(new Set(codes).size, 10)
  })

  it('tells the owner by mail that a factor was added', async () => {
    await world.mail.mailTo('eva@example.org', /factor/i)
  })

  it('is asked for at the next sign-in, and after the password alone nothing opens', async () => {
    const { page } = eva
    await page.getByRole('button', { name: 'Sign out' }).click()
    await givePassword(page, world.url, 'eva')
    assert.equal(new URL(page.url()).pathname, '/login/mfa')
    await assertAccessible(page)
    await page.goto(`${world.url}/account/profile`)
    assert.equal(new URL(page.url()).pathname, '/login')
  })

  it('signs in with a code of the app, which works once, under a cookie that was not there before', async () => {
    const code = await app.nextCode()
    await givePassword(eva.page, world.url, 'eva')
    const pending = await cookiesOf(eva)
    await fillAndPress(eva.page, { Code: code }, 'Continue')
    assert.match(new URL(eva.page.url()).pathname, /^\/account/)
    assert.equal(await opensAccount(world.url, await cookiesOf(eva)), true)
    assert.equal(await opensAccount(world.url, pending), false)

    const thief = await newPerson(world.browser)
    await givePassword(thief.page, world.url, 'eva')
    await fillAndPress(thief.page, { Code: code }, 'Continue')
    assert.equal(new URL(thief.page.url()).pathname, '/login/mfa')
    await thief.context.close()
  })

  it('signs in with a recovery code, which works once', async () => {
    const [code = ''] = codes
    const phone = await newPerson(world.browser)
    for (const opens of [true, false]) {
      await givePassword(phone.page, world.url, 'eva')
      await phone.page.getByRole('link', { name: 'Use a recovery code' }).click()
      await fillAndPress(phone.page, { 'Recovery code': code }, 'Continue')
      assert.equal(new URL(phone.page.url()).pathname.startsWith('/account'), opens)
      await phone.context.clearCookies()
    }
    await phone.context.close()
  })

  it('is not skipped by a reset of the password, which signs nobody in and ends every session', async () => {
    const other = await newPerson(world.browser)
    await other.page.goto(`${world.url}/forgot-password`)
    await fillAndPress(other.page, { 'E-mail': 'eva@example.org' }, 'Send the link')
    const mail = await world.mail.mailTo('eva@example.org', /password/i)
    await followLink(other.page, linkIn(mail, '/reset-password'), 'Choose a new password')
    await fillAndPress(other.page, { 'New password': NEW_PASSWORD }, 'Save the new password')
    assert.equal(await heading(other.page), 'The password is new')

    for (const { page } of [other, eva]) {
      await page.goto(`${world.url}/account/profile`)
      assert.equal(new URL(page.url()).pathname, '/login')
    }
    await givePassword(other.page, world.url, 'eva', NEW_PASSWORD)
    assert.equal(new URL(other.page.url()).pathname, '/login/mfa')
    await fillAndPress(other.page, { Code: await app.nextCode() }, 'Continue')
    assert.match(new URL(other.page.url()).pathname, /^\/account/)
    await other.context.close()
  })

  it('tells each step once, and never the secret, a code or a password', async () => {
    const posts = await world.allPosts()
    const of = (type: string) => posts.filter((post) => post.type === type)
    assert.equal(of('user.mfa.enrolled').length, 1)
    assert.equal(of('user.mfa.recovery_code_used').length, 1)
    assert.equal(of('user.password.changed').length, 1)
    const methods = of('user.login.succeeded').map(({ data }) => data.methods)
    assert.deepEqual(methods, [
      ['password'],
      ['password', 'totp'],
      ['password', 'recovery_code'],
      ['password', 'totp'],
    ])
    await world.assertNowhere([PASSWORD, NEW_PASSWORD, app.secret, ...codes])
    assert.deepEqual(eva.faults, [])
  })
})
