/**
 * `npm run screenshots [FOLDER]`: pictures of the real pages over the demo's stage, for README and docs. Without a
 * folder they go to docs/pictures (those that the documents show); with one, every page in light, dark and phone.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../test/support/browser.ts'
import { type Stage, setStage } from './stage.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const everything = process.argv[2]
const folder = everything ?? join(root, 'docs/pictures')
mkdirSync(folder, { recursive: true })

const LOOKS = {
  '': { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  '-dark': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  '-phone': { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
} as const

/** Picture's name → how to get there, once signed in as the operator. */
const SHOTS: Readonly<Record<string, (page: Page, stage: Stage) => Promise<unknown>>> = {
  webhooks: (page, { url }) => page.goto(`${url}/console/webhooks`),
  webhook: async (page, { url }) => {
    await page.goto(`${url}/console/webhooks`)
    await page.getByRole('link', { name: 'HR sync' }).first().click()
  },
  delivery: async (page, { url }) => {
    await page.goto(`${url}/console/deliveries`)
    const retried = page
      .locator('tbody tr')
      .filter({ hasText: 'user.updated' })
      .filter({ hasText: 'Pending' })
    await retried.locator('a[href*="dlv_"]').first().click()
  },
  deliveries: (page, { url }) => page.goto(`${url}/console/deliveries`),
  'webhook-form': (page, { url }) => page.goto(`${url}/console/webhooks/new`),
  console: (page, { url }) => page.goto(`${url}/console`),
  users: (page, { url }) => page.goto(`${url}/console/users`),
  user: async (page, { url }) => {
    await page.goto(`${url}/console/users`)
    await page.locator('tbody a[href*="usr_"]').first().click()
  },
  events: (page, { url }) => page.goto(`${url}/console/events`),
  event: async (page, { url }) => {
    await page.goto(`${url}/console/events`)
    await page.locator('tbody a[href*="evt_"]').first().click()
  },
  'api-keys': (page, { url }) => page.goto(`${url}/console/api-keys`),
  account: (page, { url }) => page.goto(`${url}/account`),
  password: (page, { url }) => page.goto(`${url}/account/password`),
  mfa: (page, { url }) => page.goto(`${url}/account/mfa`),
  sessions: (page, { url }) => page.goto(`${url}/account/sessions`),
  activity: (page, { url }) => page.goto(`${url}/account/activity`),
  mailbox: (page, { url }) => page.goto(`${url}/mailbox`),
  'oa-receiver': (page, { oaUrl }) => page.goto(oaUrl),
}
const IN_DOCS = ['webhook', 'delivery', 'webhook-form', 'oa-receiver']

const stage = await setStage(50)
const browser = await launchBrowser()
try {
  for (const [suffix, look] of Object.entries(everything ? LOOKS : { '': LOOKS[''] })) {
    const context = await browser.newContext(look)
    const page = await context.newPage()
    await page.goto(`${stage.url}/login`)
    if (everything) await page.screenshot({ path: join(folder, `login${suffix}.png`), fullPage: true })
    await page.getByLabel('Username or e-mail').fill(stage.operator.email)
    await page.getByLabel('Password', { exact: true }).fill(stage.operator.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL((address) => !address.pathname.startsWith('/login'))
    for (const [name, go] of Object.entries(SHOTS)) {
      if (!everything && !IN_DOCS.includes(name)) continue
      try {
        await go(page, stage)
        await page.screenshot({
          path: join(folder, `${name}${suffix}.png`),
          fullPage: everything !== undefined,
        })
      } catch (error) {
        process.exitCode = 1
        process.stderr.write(`${name}${suffix}: ${error instanceof Error ? error.message : error}\n`)
      }
    }
    await context.close()
  }
} finally {
  await browser.close()
  stage.end()
}
