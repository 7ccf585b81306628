import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { cookiesOf, newPerson, type Person } from '../support/browser.ts'
import { suiteScope } from '../support/scope.ts'
import { fillAndPress, givePassword, PASSWORD, register, signIn } from '../support/steps.ts'
import { opensAccount } from '../support/visitor.ts'
import { startWorld, type World } from '../support/world.ts'

const NEW_PASSWORD = 'eight louder lanterns sing'

describe('sessions of one person in two browsers', () => {
  const scope = suiteScope()
  let world: World
  let desk: Person
  let phone: Person
  before(async () => {
    world = await startWorld(scope)
    desk = await newPerson(world.browser)
    phone = await newPerson(world.browser)
    await register(desk.page, world.url, { name: 'Fay', username: 'fay', email: 'fay@example.org' })
  })

  const pathOf = ({ page }: Person) => new URL(page.url()).pathname
  const opens = (cookies: string) => opensAccount(world.url, cookies)

  it('has a new cookie at each step, and one captured before a step opens nothing after it', async () => {
    await desk.page.goto(`${world.url}/login`)
    const asStranger = await cookiesOf(desk)
    await signIn(desk.page, world.url, 'fay')
    const signedIn = await cookiesOf(desk)
    assert.equal(await opens(signedIn), true)
    assert.equal(await opens(asStranger), false)

    await signIn(phone.page, world.url, 'fay')
    const onPhone = await cookiesOf(phone)
    assert.equal(await opens(onPhone), true)

    await desk.page.goto(`${world.url}/account/password`)
    const fields = { 'Current password': PASSWORD, 'New password': NEW_PASSWORD }
    await fillAndPress(desk.page, fields, 'Change the password')
    const changed = await cookiesOf(desk)
    assert.equal(await opens(changed), true)
    assert.equal(await opens(signedIn), false)
    assert.equal(await opens(onPhone), false)

    await desk.page.goto(`${world.url}/account/profile`)
    await desk.page.getByRole('button', { name: 'Sign out' }).click()
    await desk.page.getByRole('heading', { level: 1 }).waitFor()
    assert.equal(await opens(changed), false)
  })

  it('signed the phone out when the password was changed at the desk, and takes only the new password', async () => {
    await phone.page.goto(`${world.url}/account/profile`)
    assert.equal(pathOf(phone), '/login')
    await givePassword(phone.page, world.url, 'fay', PASSWORD)
    assert.equal(pathOf(phone), '/login')
    await signIn(phone.page, world.url, 'fay', { password: NEW_PASSWORD })
    assert.match(pathOf(phone), /^\/account/)
  })

  it('tells of each session that ended, and why', async () => {
    const posts = await world.allPosts()
    const revoked = posts.filter(({ type }) => type === 'user.session.revoked')
    assert.deepEqual(
      revoked.map(({ data }) => data.by),
      ['password_change'],
    )
    assert.equal(posts.filter(({ type }) => type === 'user.logged_out').length, 1)
    const began = posts
      .filter(({ type }) => type === 'user.login.succeeded')
      .map(({ data }) => data.sessionId)
    assert.equal(new Set(began).size, 3)
    await world.assertNowhere([PASSWORD, NEW_PASSWORD])
    assert.deepEqual([...desk.faults, ...phone.faults], [])
  })
})
