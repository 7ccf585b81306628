import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { newPerson, type Person } from '../support/browser.ts'
import { linkIn } from '../support/mail.ts'
import type { Oa } from '../support/oa.ts'
import { suiteScope } from '../support/scope.ts'
import { fillAndPress, followLink, heading, register, signIn } from '../support/steps.ts'
import { connectOa, startWorld, type World } from '../support/world.ts'

const CONFIRM = 'This is my address'

describe('the three uses, from the form in a browser to the page of the OA system', () => {
  const scope = suiteScope()
  let world: World
  let oa: Oa
  let ben: Person
  let clerk: Person
  before(async () => {
    world = await startWorld(scope)
    oa = await connectOa(scope, world)
    ben = await newPerson(world.browser)
    clerk = await newPerson(world.browser)
    await clerk.page.goto(oa.url)
  })
  const row = (name: string) => clerk.page.getByRole('row', { name: new RegExp(name) })

  it('someone registers: the OA system has the employee', async () => {
    await register(ben.page, world.url, { name: 'Ben Example', username: 'ben', email: 'ben@example.org' })
    await row('Ben Example').waitFor()
    const employee = await oa.employee('Ben Example')
    assert.deepEqual(
      [employee.username, employee.email, employee.state, employee.points, employee.sequence >= 1],
      ['ben', 'ben@example.org', 'E-mail unproven', 0, true],
    )
  })

  it('someone changes their profile: the OA system has the change', async () => {
    await signIn(ben.page, world.url, 'ben')
    await ben.page.goto(`${world.url}/account/profile`)
    await fillAndPress(ben.page, { Name: 'Benedict Example' }, 'Save the profile')
    await row('Benedict Example').waitFor()
    const changed = await oa.employee('Benedict Example')
    const posts = await world.allPosts()
    const update = posts.find(({ type }) => type === 'user.updated')
    assert.deepEqual(update?.data.changes, { name: { from: 'Ben Example', to: 'Benedict Example' } })
    assert.equal(changed.sequence, update?.sequence)
    assert.equal((await oa.stats()).employees, 1)
  })

  it('an older update that arrives late never wins', async () => {
    const posts = await world.posts()
    const first = posts.find(({ type }) => type === 'user.registered')
    const before = await oa.employee('Benedict Example')
    const resent = await world.api.list(`/deliveries?event=${first?.id ?? ''}`)
    assert.ok(resent.length > 0, 'the delivery of the sign-up is listed')
    for (const delivery of resent) {
      await world.api.call('POST', `/deliveries/${(delivery as { id: string }).id}/resend`)
    }
    await world.recorder.received(posts.length + 1)
    const again = (await world.posts()).filter(({ id }) => id === first?.id)
    assert.equal(again.length, 2)
    await clerk.page.getByText('the same id again').first().waitFor()
    const afterwards = await oa.employee('Benedict Example')
    assert.deepEqual(afterwards, before)
  })

  it('someone proves their e-mail: points are added once, however often the link is pressed', async () => {
    const mail = await world.mail.mailTo('ben@example.org', /confirm|verify|address/i)
    const link = linkIn(mail, '/verify-email')
    await followLink(ben.page, link, CONFIRM)
    assert.equal(await heading(ben.page), 'Address confirmed')
    await row('Benedict Example').getByText('10', { exact: true }).waitFor()
    const spent = await ben.page.goto(link)
    assert.ok((spent?.status() ?? 0) >= 400)
    const employee = await oa.employee('Benedict Example', ({ state }) => state === 'Active')
    assert.equal(employee.points, 10)
    const proofs = (await world.allPosts()).filter(({ type }) => type === 'user.email.verified')
    assert.deepEqual(
      proofs.map(({ data }) => data.first),
      [true],
    )
  })

  it('ran without a refused signature and without a fault in a page', async () => {
    assert.equal((await oa.stats()).refused, 0)
    assert.deepEqual([...ben.faults, ...clerk.faults], [])
  })
})
