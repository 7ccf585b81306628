import type { Page } from 'playwright-core'
import type { Stage } from '../stage.ts'

/** How to get to a page: its path, or what to do. */
export type Way = string | ((page: Page, stage: Stage) => Promise<unknown>)
/** Picture's name → the way there. */
export type Shots = Readonly<Record<string, Way>>

/** Before signing in. */
export const GATE: Shots = {
  login: '/login',
  register: '/register',
  'forgot-password': '/forgot-password',
}

/** A person's own pages. */
export const ACCOUNT: Shots = {
  account: '/account',
  password: '/account/password',
  mfa: '/account/mfa',
  sessions: '/account/sessions',
  activity: '/account/activity',
  'own-data': '/account/data',
}

const openWebhook = async (page: Page, { url }: Stage, name: string) => {
  await page.goto(`${url}/console/webhooks`)
  await page.getByRole('link', { name }).first().click()
  await page.waitForURL(/\/ep_/)
}
/** A page below that of the webhook that is well. */
const below =
  (path: string): Way =>
  async (page, stage) => {
    await openWebhook(page, stage, 'OA employees')
    await page.goto(`${page.url()}${path}`)
  }
const firstOf =
  (list: string, link: string): Way =>
  async (page, { url }) => {
    await page.goto(`${url}${list}`)
    await page.locator(`tbody a[href*="${link}"]`).first().click()
  }

/** What the console shows. */
export const CONSOLE: Shots = {
  console: '/console',
  webhooks: '/console/webhooks',
  webhook: (page, stage) => openWebhook(page, stage, 'HR sync'),
  debug: async (page, stage) => {
    await openWebhook(page, stage, 'OA employees')
    await page.getByRole('link', { name: 'Debug' }).click()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('What came back').waitFor()
  },
  deliveries: '/console/deliveries',
  delivery: async (page, { url }) => {
    await page.goto(`${url}/console/deliveries?state=open`)
    const retried = page.locator('tbody tr').filter({ hasText: 'HR sync' }).filter({ hasText: 'Pending' })
    // Of a person with a name, which the operator has none of.
    const named = retried.filter({ hasNotText: '@' })
    await named.locator('a[href*="dlv_"]').first().click()
  },
  ledger: '/console/webhooks/ledger',
  receiving: '/console/webhooks/receiving',
  'webhook-users': below('/users'),
  events: '/console/events',
  event: firstOf('/console/events', 'evt_'),
  catalogue: '/console/event-types',
  'event-type': '/console/event-types/user.registered',
  users: '/console/users',
  user: firstOf('/console/users', 'usr_'),
  imports: '/console/users/imports',
  operators: '/console/operators',
  'api-keys': '/console/api-keys',
  api: '/console/api',
  'api-operation': firstOf('/console/api', '/console/api/'),
  plugins: '/console/plugins',
  settings: '/console/settings',
  mailbox: '/mailbox',
  'oa-receiver': (page, { oaUrl }) => page.goto(oaUrl),
}

const LOGO = '/console/settings/logo/edit'

/** Chooses what stands there on the page as the logo; a picture of it is an image as good as any. */
async function sendLogo(page: Page, of: string): Promise<void> {
  const buffer = await page.locator(of).first().screenshot()
  await page.setInputFiles('input[type=file]', { name: 'logo.png', mimeType: 'image/png', buffer })
  await page.getByRole('button', { name: 'Save the logo' }).click()
}

/** Where an operator writes something. */
export const FORMS: Shots = {
  'webhook-form': '/console/webhooks/new',
  'webhook-edit': async (page, stage) => {
    await openWebhook(page, stage, 'OA employees')
    await page.goto(`${page.url()}/edit`)
    await page.getByText('Advanced').click()
  },
  'debug-new': below('/debug/new'),
  'replay-new': below('/replay/new'),
  'backfill-new': below('/backfills/new'),
  'backfill-preview': async (page) => {
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('button', { name: /^Send \d/ }).waitFor()
  },
  'repair-new': below('/repairs/new'),
  repair: async (page, stage) => {
    await openWebhook(page, stage, 'OA employees')
    await page.goto(`${page.url()}/repairs/new`)
    await page.getByLabel('Or what it has').fill('usr_00000000000000000000000000,3')
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByText('Differences').first().waitFor()
  },
  'user-new': '/console/users/new',
  'import-new': '/console/users/imports/new',
  'import-checked': async (page, { url }) => {
    await page.goto(`${url}/console/users/imports/new`)
    // A name that no other look has taken yet.
    const buffer = Buffer.from(`username,name\nzoe-${Date.now()},Zoe Yew\nno name,Max\n`)
    await page.setInputFiles('input[type=file]', { name: 'staff.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByRole('button', { name: 'Import 1 user' }).waitFor()
  },
  'import-done': async (page) => {
    await page.getByRole('button', { name: 'Import 1 user' }).click()
    await page.getByText('1 user is in').waitFor()
  },
  'key-new': '/console/api-keys/new',
  'settings-edit': '/console/settings/edit',
  'field-new': '/console/settings/fields/new',
  logo: LOGO,
  'logo-conflict': async (page, { url }) => {
    await page.goto(`${url}${LOGO}`)
    const other = await page.context().newPage()
    await other.goto(`${url}${LOGO}`)
    await sendLogo(other, '.gp-brand svg')
    await other.waitForURL(/settings$/)
    await other.close()
    await sendLogo(page, 'h1')
    await page.getByText('Your image').waitFor()
  },
}

/** What a picture leaves behind and the next ones must not show. */
export const UNDO: Shots = {
  'logo-conflict': (page) => page.getByRole('button', { name: 'Remove it' }).click(),
}

/** Pictures that the documents show as they are, in light. */
export const IN_DOCS: readonly string[] = ['webhook', 'delivery', 'webhook-form', 'oa-receiver']
/** Pages of the tour (docs/CONSOLE.md): light, dark and phone side by side in one small picture. */
export const IN_TOUR: readonly string[] = [
  ...['console', 'webhooks', 'webhook', 'webhook-form', 'debug', 'deliveries', 'delivery', 'ledger'],
  ...['events', 'event', 'catalogue', 'event-type', 'users', 'user', 'operators', 'api-keys', 'plugins'],
  ...['settings', 'mailbox'],
]
