import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { assertAccessible, newPerson, type Person } from '../support/browser.ts'
import { suiteScope } from '../support/scope.ts'
import { fillAndPress, heading, PASSWORD, signIn } from '../support/steps.ts'
import { until } from '../support/wait.ts'
import { startWorld, type World } from '../support/world.ts'

const DOWN = { status: 500, body: 'the payroll database is read-only' }
const PATH = '/hr'

describe('a night: the HR system stops answering, and nothing is lost', () => {
  const scope = suiteScope()
  let world: World
  let opa: Person
  let hook: string
  let made = 0
  before(async () => {
    world = await startWorld(scope)
    opa = await newPerson(world.browser)
    await opa.page.goto(await world.server.setupLink())
    const operator = { Name: 'Olga', 'E-mail': 'olga@example.org', Username: 'olga', Password: PASSWORD }
    await fillAndPress(opa.page, operator, 'Create the operator')
    await signIn(opa.page, world.url, 'olga')
    // Whatever fails is given up at once, so that the morning has something to send again.
    const webhook = {
      name: 'HR sync',
      url: `${world.recorder.url}${PATH}`,
      events: ['user.registered'],
      retry: { delays: [] },
    }
    hook = (await world.api.createWebhook(webhook)).id
  })
  const people = async (count: number) => {
    for (let n = 0; n < count; n++) {
      made += 1
      await world.api.call('POST', '/users', { username: `night${made}`, name: `Night ${made}` })
    }
  }
  const deliveries = async (state: string) =>
    (await world.api.list(`/deliveries?endpoint=${hook}&state=${state}`)).length
  const text = async () => (await opa.page.locator('main').textContent()) ?? ''
  /** Opens a page until it shows something: what happens elsewhere takes its time. */
  const shows = (words: RegExp, path: string) =>
    until(`${path} shows ${words}`, async () => {
      await opa.page.goto(world.url + path)
      return words.test(await text())
    })

  it('begins well: what happened before is delivered, and no banner stands on the console', async () => {
    await people(1)
    await until('it is delivered', async () => (await deliveries('delivered')) === 1)
    await opa.page.goto(`${world.url}/console`)
    assert.doesNotMatch(await text(), /HR sync has (?:failed|not answered)/)
  })

  it('says by a banner on the console that the webhook fails, and leads to it', async () => {
    await world.recorder.script([{}], { paths: { [PATH]: [DOWN] } })
    await people(12)
    await shows(/HR sync has failed.*none is lost/, '/console')
    await assertAccessible(opa.page)
    await opa.page.getByRole('link', { name: 'See the webhook' }).first().click()
    await opa.page.getByRole('heading', { level: 1, name: /HR sync/ }).waitFor()
  })

  it('keeps what comes while it fails, and shows how much waits', async () => {
    await people(3)
    await shows(/[1-9]\d* deliver(?:y waits|ies wait); none is lost/, `/console/webhooks/${hook}`)
    assert.match(await text(), /the last time with 500/)
    await assertAccessible(opa.page)
  })

  it('shows the reason: the receiver’s own words on the delivery that failed', async () => {
    await opa.page.goto(`${world.url}/console/webhooks/${hook}?state=dead`)
    await opa.page.getByRole('row').filter({ hasText: 'Dead' }).first().getByRole('link').first().click()
    await opa.page.getByText('What came back').first().waitFor()
    assert.match(await text(), /Given up\. Every try of the schedule failed\./)
    assert.ok((await text()).includes(DOWN.body))
  })

  it('tries it by hand in the debug panel with that very event, and sees both sides', async () => {
    await opa.page.getByRole('link', { name: 'Debug', exact: true }).click()
    assert.equal(await heading(opa.page), 'Debug HR sync ')
    await assertAccessible(opa.page)
    await fillAndPress(opa.page, {}, 'Send')
    await opa.page.getByText(/500 in .*: the receiver refused it\./).waitFor()
    assert.ok((await text()).includes(DOWN.body))
    await assertAccessible(opa.page)
    const [test] = (await world.recorder.requests()).filter(({ headers }) => headers['gatepost-test'] === '1')
    assert.equal(test?.path, PATH)
    assert.equal(test?.headers['webhook-signature'], undefined)
    assert.match(test?.body ?? '', /Night \d+/)
  })

  it('is mended, and sends what waited as soon as one of it is sent now; the banner goes', async () => {
    const { page } = opa
    await page.goto(`${world.url}/console/webhooks/${hook}?state=open`)
    await page.getByRole('row').filter({ hasText: 'Pending' }).first().getByRole('link').first().click()
    await page.getByText(/One probe at a time goes there/).waitFor()
    await world.recorder.script([{}])
    await fillAndPress(page, {}, 'Send now')
    await until('nothing waits any more', async () => {
      const waiting = [await deliveries('pending'), await deliveries('held'), await deliveries('leased')]
      return waiting.every((count) => count === 0)
    })
    await page.goto(`${world.url}/console`)
    assert.doesNotMatch(await text(), /HR sync has (?:failed|not answered)/)
  })

  it('shows in the panel too that the receiver takes what it is sent', async () => {
    await opa.page.goto(`${world.url}/console/webhooks/${hook}/debug/new`)
    await fillAndPress(opa.page, {}, 'Send')
    await opa.page.getByText(/200 in .*: the receiver took it\./).waitFor()
  })

  it('sends again what was given up, after a preview, and shows that all of it arrived', async () => {
    const given = await deliveries('dead')
    assert.ok(given >= 10, `${given} were given up`)
    await opa.page.goto(`${world.url}/console/webhooks/${hook}`)
    const card = opa.page.locator('aside').getByText(`${given} failed`)
    await card.locator('..').getByRole('link', { name: 'Send again' }).click()
    await assertAccessible(opa.page)
    await fillAndPress(opa.page, {}, `Send ${given} again`)
    await opa.page.getByText(`All ${given} were delivered.`).waitFor()
    await assertAccessible(opa.page)
  })

  it('ends with every event at the receiver and a balanced ledger', async () => {
    assert.equal(await deliveries('delivered'), made)
    assert.equal(await deliveries('dead'), 0)
    const taken = (await world.recorder.requests()).filter(
      ({ path, status, headers }) =>
        path === PATH && status === 200 && headers['gatepost-test'] === undefined,
    )
    const names = taken.flatMap(({ body }) => /"name":"(Night \d+)"/.exec(body)?.[1] ?? [])
    assert.deepEqual(
      [...new Set(names)].sort(),
      Array.from({ length: made }, (_, n) => `Night ${n + 1}`).sort(),
    )
    assert.equal(new Set(taken.map(({ headers }) => headers['webhook-id'])).size, made)
    await shows(/Ledger\s*Balanced/, '/console/webhooks/ledger')
    await assertAccessible(opa.page)
    const ledger = await world.api.call('GET', `/ledger?webhook=${hook}`)
    assert.equal(Object(ledger).balanced, true)
  })

  it('ran without a fault in a page', () => {
    assert.deepEqual(opa.faults, [])
  })
})
