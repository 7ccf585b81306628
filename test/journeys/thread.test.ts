import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { assertAccessible, newPerson, type Person } from '../support/browser.ts'
import { freePort } from '../support/child.ts'
import { type Oa, oaHook, startOa } from '../support/oa.ts'
import { suiteScope } from '../support/scope.ts'
import { fillAndPress, heading, PASSWORD, register, signIn } from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'

describe('from a sign-up to a row in the OA system', () => {
  const scope = suiteScope()
  let world: World
  let oa: Oa
  let olga: Person
  let ann: Person
  let clerk: Person
  before(async () => {
    world = await startWorld(scope)
    olga = await newPerson(world.browser)
    ann = await newPerson(world.browser)
    clerk = await newPerson(world.browser)
  })

  it('makes the first operator by the link in the terminal, once', async () => {
    const { page } = olga
    const link = await world.server.setupLink()
    await page.goto(link)
    await assertAccessible(page)
    const operator = { Name: 'Olga', 'E-mail': 'olga@example.org', Username: 'olga', Password: PASSWORD }
    await fillAndPress(page, operator, 'Create the operator')
    const again = await page.goto(link)
    assert.ok((again?.status() ?? 0) >= 400, `the spent link answered ${again?.status()}`)
    await signIn(page, world.url, 'olga')
    assert.equal(new URL(page.url()).pathname, '/console')
  })

  it('lets the operator make the webhook in the console, and shows its secret once', async () => {
    const { page } = olga
    const port = await freePort()
    await page.goto(`${world.url}/console/webhooks/new`)
    await assertAccessible(page)
    const webhook = { Name: 'OA employees', URL: oaHook(port), 'And patterns': 'user.*' }
    await fillAndPress(page, webhook, 'Create webhook')
    const secret = (await page.locator('code.secret').textContent())?.trim() ?? ''
    assert.match(secret, /^whsec_/)
    await assertAccessible(page)
    await page.reload()
    assert.equal((await page.content()).includes(secret), false)
    oa = await startOa(scope, port, secret)
  })

  it('shows the test of the webhook on the OA page', async () => {
    await clerk.page.goto(oa.url)
    await fillAndPress(olga.page, {}, 'Send a test')
    await clerk.page.locator('#journal').getByText('ping').waitFor()
  })

  it('shows the row on the open OA page as soon as the person has registered', async () => {
    await ann.page.goto(`${world.url}/register`)
    await assertAccessible(ann.page)
    await register(ann.page, world.url, { name: 'Ann Example', username: 'ann', email: 'ann@example.org' })
    assert.equal(await heading(ann.page), 'Check your mail')

    const row = clerk.page.getByRole('row', { name: /Ann Example/ })
    await row.waitFor()
    assert.match((await row.textContent()) ?? '', /ann@example\.org.*E-mail unproven/)
    await assertAccessible(clerk.page)
  })

  it('sends one signed POST for the one sign-up, and it is about the row that the API shows', async () => {
    const posts = (await world.allPosts()).filter(({ type }) => type === 'user.registered')
    const users = await world.api.list('/users')
    const ids = (list: readonly unknown[]) => list.map((user) => (user as { id: string }).id).sort()
    assert.deepEqual(ids(posts.map((post) => post.data.user)), ids(users))
    const aboutAnn = posts.find((post) => post.sequence === 1 && JSON.stringify(post.data).includes('ann@'))
    assert.ok(aboutAnn)
  })

  it('verifies every POST of the run byte for byte, at both receivers, and each event came once', async () => {
    const posts = await world.allPosts()
    assert.ok(posts.length >= 6, `only ${posts.length} POSTs arrived`)
    assert.equal(new Set(posts.map(({ id }) => id)).size, posts.length)
    const { refused, repeats } = await oa.stats()
    assert.deepEqual({ refused, repeats }, { refused: 0, repeats: 0 })
  })

  it('shows the operator each delivery with what was sent and what came back', async () => {
    const { page } = olga
    await page.goto(`${world.url}/console/webhooks`)
    await page.getByRole('link', { name: 'OA employees' }).click()
    const row = page.getByRole('row').filter({ hasText: 'user.registered' })
    await row.getByRole('link').first().click()
    await page.getByRole('heading', { level: 1, name: 'user.registered' }).waitFor()
    const shown = (await page.locator('main').textContent()) ?? ''
    for (const part of ['Delivered', 'webhook-signature', 'ann@example.org', '"outcome":"taken"']) {
      assert.ok(shown.includes(part), `${part} is shown`)
    }
    await assertAccessible(page)
  })

  it('keeps the password and every secret out of POSTs and process log', async () => {
    const link = await world.server.setupLink()
    const token = new URL(link).searchParams.get('token') ?? ''
    const mail = await world.mail.mailTo('ann@example.org')
    const mailed = /token=([\w-]+)/.exec(mail.text)?.[1] ?? ''
    await world.assertNowhere([PASSWORD, mailed])
    assert.equal(
      world.server.output().split(token).length - 1,
      1,
      'the setup token is printed once, and only once',
    )
  })

  it('ran without a script error, a refused resource or a broken request', () => {
    assert.deepEqual([...olga.faults, ...ann.faults, ...clerk.faults], [])
  })
})
