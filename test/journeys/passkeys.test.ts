import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { assertAccessible, newPerson, type Person } from '../support/browser.ts'
import { suiteScope } from '../support/scope.ts'
import { fillAndPress, givePassword, PASSWORD, register, signIn } from '../support/steps.ts'
import { plugIn, type VirtualAuthenticator } from '../support/virtual-authenticator.ts'
import { startWorld, type World } from '../support/world.ts'

describe('passkeys in a real browser', () => {
  const scope = suiteScope()
  let world: World
  let ada: Person
  let finger: VirtualAuthenticator
  before(async () => {
    world = await startWorld(scope)
    ada = await newPerson(world.browser)
    finger = await plugIn(ada)
    await finger.present(false)
    await register(ada.page, world.url, { name: 'Ada', username: 'ada', email: 'ada@example.org' })
    await signIn(ada.page, world.url, 'ada')
  })
  const path = () => new URL(ada.page.url()).pathname
  const signOut = () => fillAndPress(ada.page, {}, 'Sign out')
  const press = async (name: string) => {
    await finger.present(true)
    await ada.page.getByRole('button', { name, exact: true }).click()
  }

  it('are made after the password, named, and bring recovery codes with the first', async () => {
    const { page } = ada
    await page.goto(`${world.url}/account/mfa`)
    await assertAccessible(page)
    await page.locator('summary', { hasText: 'Add a passkey' }).click()
    await page.locator('#passkey-password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Work laptop')
    await assertAccessible(page)
    await press('Make the passkey')
    await page.locator('#recovery-codes li').first().waitFor()
    assert.equal(await page.locator('#recovery-codes li').count(), 10)
    await finger.present(false)
    await page.goto(`${world.url}/account/mfa`)
    await page.getByText('Work laptop').first().waitFor()
    await assertAccessible(page)
  })

  it('are asked for after the password, and open the account', async () => {
    await signOut()
    await givePassword(ada.page, world.url, 'ada')
    assert.equal(path(), '/login/mfa')
    await assertAccessible(ada.page)
    await press('Use a passkey')
    await ada.page.waitForURL('**/account/**')
  })

  it('sign in alone, offered by the browser in the field for the name: no password is typed', async () => {
    await finger.present(false)
    await signOut()
    await finger.present(true)
    await ada.page.goto(`${world.url}/login`)
    await ada.page.waitForURL('**/account/**')
  })

  it('are a fresh proof beside the password', async () => {
    await finger.present(false)
    await ada.page.goto(`${world.url}/account/confirm?return_to=/account/sessions`)
    await assertAccessible(ada.page)
    await press('Use a passkey')
    // By path: the page asked from names where it leads, so a pattern over the whole URL would fit at once.
    await ada.page.waitForURL(({ pathname }) => pathname === '/account/sessions')
  })

  it('are removed after a fresh passkey, and the last takes the recovery codes along', async () => {
    const { page } = ada
    await page.goto(`${world.url}/account/mfa`)
    await page.locator('summary', { hasText: 'Remove' }).click()
    await fillAndPress(page, {}, 'Remove the passkey')
    await page.getByText('The passkey is removed.').waitFor()
    assert.equal(await page.getByText('Recovery codes').count(), 0)
    await finger.present(false)
    await signOut()
    await signIn(page, world.url, 'ada')
  })

  it('tell each step once', async () => {
    const posts = await world.allPosts()
    const of = (type: string) => posts.filter((post) => post.type === type).map(({ data }) => data)
    assert.deepEqual(
      of('user.mfa.enrolled').map(({ factor }) => factor),
      ['passkey'],
    )
    assert.deepEqual(
      of('user.mfa.verified').map(({ factor }) => factor),
      ['passkey', 'passkey'],
    )
    assert.deepEqual(
      of('user.mfa.removed').map(({ factor }) => factor),
      ['passkey'],
    )
    assert.deepEqual(
      of('user.login.succeeded').map(({ methods }) => methods),
      [['password'], ['password', 'passkey'], ['passkey'], ['password']],
    )
    assert.deepEqual(ada.faults, [])
  })
})
