/**
 * `npm run screenshots [FOLDER]`: pictures of the real pages over the demo's stage, for README and docs. Without a
 * folder they go to docs/pictures (those that the documents show); with one, every page in light, dark and phone in full.
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
  debug: async (page, { url }) => {
    await page.goto(`${url}/console/webhooks`)
    await page.getByRole('link', { name: 'OA employees' }).first().click()
    await page.getByRole('link', { name: 'Debug' }).click()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('What came back').waitFor()
  },
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
  catalogue: (page, { url }) => page.goto(`${url}/console/event-types`),
  'event-type': (page, { url }) => page.goto(`${url}/console/event-types/user.registered`),
  ledger: (page, { url }) => page.goto(`${url}/console/webhooks/ledger`),
  operators: (page, { url }) => page.goto(`${url}/console/operators`),
  plugins: (page, { url }) => page.goto(`${url}/console/plugins`),
  settings: (page, { url }) => page.goto(`${url}/console/settings`),
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
/** Pages of the tour (docs/CONSOLE.md): light, dark and phone side by side in one small picture. */
const IN_TOUR = [
  ...['console', 'webhooks', 'webhook', 'webhook-form', 'debug', 'deliveries', 'delivery', 'ledger'],
  ...['events', 'event', 'catalogue', 'event-type', 'users', 'user', 'operators', 'api-keys', 'plugins'],
  ...['settings', 'mailbox'],
]
const HEIGHT = 420

const stage = await setStage(50)
const browser = await launchBrowser()
/** Page of the tour → its pictures so far, as PNG in base64. */
const tour = new Map<string, string[]>(IN_TOUR.map((name) => [name, []]))
try {
  for (const [suffix, look] of Object.entries(LOOKS)) {
    const context = await browser.newContext(look)
    const page = await context.newPage()
    await page.goto(`${stage.url}/login`)
    if (everything) await page.screenshot({ path: join(folder, `login${suffix}.png`), fullPage: true })
    await page.getByLabel('Username or e-mail').fill(stage.operator.email)
    await page.getByLabel('Password', { exact: true }).fill(stage.operator.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL((address) => !address.pathname.startsWith('/login'))
    for (const [name, go] of Object.entries(SHOTS)) {
      const inDocs = suffix === '' && IN_DOCS.includes(name)
      if (!everything && !inDocs && !tour.has(name)) continue
      try {
        await go(page, stage)
        if (everything) await page.screenshot({ path: join(folder, `${name}${suffix}.png`), fullPage: true })
        else if (inDocs) await page.screenshot({ path: join(folder, `${name}.png`) })
        if (!everything) tour.get(name)?.push((await page.screenshot()).toString('base64'))
      } catch (error) {
        process.exitCode = 1
        process.stderr.write(`${name}${suffix}: ${error instanceof Error ? error.message : error}\n`)
      }
    }
    await context.close()
  }
  if (!everything) await drawTour(await browser.newPage())
} finally {
  await browser.close()
  stage.end()
}

/** Puts the pictures of each page beside each other. */
async function drawTour(page: Page): Promise<void> {
  mkdirSync(join(folder, 'console'), { recursive: true })
  for (const [name, pictures] of tour) {
    const images = pictures.map((png) => `<img height="${HEIGHT}" src="data:image/png;base64,${png}">`)
    await page.setContent(
      `<style>body { margin: 0 } div { display: inline-flex; gap: 12px; padding: 12px; background: #8a93a1 }</style>
       <div>${images.join('')}</div>`,
    )
    await page.setViewportSize({ width: 1700, height: HEIGHT + 24 })
    const path = join(folder, 'console', `${name}.jpg`)
    await page.locator('div').screenshot({ path, type: 'jpeg', quality: 72 })
  }
}
