import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { newPerson, type Person } from '../support/browser.ts'
import { moveClock, setClock } from '../support/clock-file.ts'
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
import { temporaryFolder } from '../support/temp.ts'
import { plugIn, type VirtualAuthenticator } from '../support/virtual-authenticator.ts'
import { visitorOf } from '../support/visitor.ts'
import { startWorld, type World } from '../support/world.ts'

const NEXT = 'eight louder lanterns sing'

describe('a stranger cannot stop the owner’s browser', () => {
  const scope = suiteScope()
  let world: World
  let clock: string
  let ahead = 0
  let gil: Person
  let finger: VirtualAuthenticator
  let stranger: Person
  before(async () => {
    clock = join(temporaryFolder(scope), 'clock')
    setClock(clock, 0)
    world = await startWorld(scope, { GATEPOST_LIMITS_SCALE: '1', GATEPOST_TEST_CLOCK: clock })
    gil = await newPerson(world.browser)
    finger = await plugIn(gil)
    await finger.present(false)
    stranger = await newPerson(world.browser)
    await register(gil.page, world.url, { name: 'Gil', username: 'gil', email: 'gil@example.org' })
    const mail = await world.mail.mailTo('gil@example.org')
    await followLink(gil.page, linkIn(mail, '/verify-email'), 'This is my address')
  })
  const moveOn = (ms: number) => {
    ahead += ms
    return moveClock(clock, ahead)
  }
  const inside = ({ page }: Person) => page.waitForURL('**/account/**')
  const waits = async ({ page }: Person) => /Try again in/.test((await page.textContent('main')) ?? '')

  it('who has signed in here before, and has a passkey', async () => {
    const { page } = gil
    await signIn(page, world.url, 'gil')
    await page.goto(`${world.url}/account/mfa`)
    await page.locator('summary', { hasText: 'Add a passkey' }).click()
    await page.locator('#passkey-password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Laptop')
    await finger.present(true)
    await page.getByRole('button', { name: 'Make the passkey' }).click()
    await page.locator('#recovery-codes li').first().waitFor()
    await finger.present(false)
    await fillAndPress(page, {}, 'Sign out')
  })

  it('by guessing until every other browser has to wait, whichever name is typed', async () => {
    const script = visitorOf(world.url)
    for (let tries = 0; tries < 10; tries++) {
      const login = tries % 2 ? 'gil' : 'gil@example.org'
      const { status } = await script.submit('/login', { login, password: 'not it, no' })
      assert.equal(status, 401, `try ${tries + 1}`)
      await moveOn(16_000)
    }
    await givePassword(stranger.page, world.url, 'gil')
    assert.equal(await waits(stranger), true)
  })

  it('from signing in by password and passkey meanwhile', async () => {
    const { page } = gil
    await givePassword(page, world.url, 'gil')
    assert.equal(new URL(page.url()).pathname, '/login/mfa')
    await finger.present(true)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await inside(gil)
    await finger.present(false)
    await fillAndPress(page, {}, 'Sign out')
  })

  it('from signing in by the passkey alone', async () => {
    await finger.present(true)
    await gil.page.goto(`${world.url}/login`)
    await inside(gil)
    await finger.present(false)
    await fillAndPress(gil.page, {}, 'Sign out')
  })

  it('from choosing a new password by mail, which then opens the account', async () => {
    const { page } = gil
    await page.goto(`${world.url}/forgot-password`)
    await fillAndPress(page, { 'E-mail': 'gil@example.org' }, 'Send the link')
    const mail = await world.mail.mailTo('gil@example.org', /new password/)
    await followLink(page, linkIn(mail, '/reset-password'), 'Choose a new password')
    await fillAndPress(page, { 'New password': NEXT }, 'Save the new password')
    await givePassword(page, world.url, 'gil', NEXT)
    assert.equal(await heading(page), 'Prove it is you')
    await givePassword(stranger.page, world.url, 'gil', NEXT)
    assert.equal(await waits(stranger), true)
    assert.deepEqual(gil.faults, [])
  })
})
