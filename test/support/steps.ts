import type { Page } from 'playwright-core'
import type { Authenticator } from './authenticator.ts'

/** A password that every rule accepts. */
export const PASSWORD = 'seven quiet lanterns hum'

/** Somebody as they fill in the form. */
export interface Registrant {
  readonly name: string
  readonly username?: string
  readonly email?: string
  readonly password?: string
}

/** Fills in a form by its labels and presses the button, as somebody does who sees the page or hears it. */
export async function fillAndPress(
  page: Page,
  fields: Readonly<Record<string, string | undefined>>,
  button: string,
): Promise<void> {
  const named = page.getByRole('button', { name: button, exact: true })
  // Two forms of a page may both ask for the password.
  const form = page.locator('form').filter({ has: named })
  for (const [label, value] of Object.entries(fields)) {
    if (value !== undefined) await form.getByLabel(label, { exact: true }).fill(value)
  }
  await Promise.all([page.waitForEvent('domcontentloaded'), named.click()])
}

export async function heading(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
}

export async function register(page: Page, url: string, who: Registrant): Promise<void> {
  await page.goto(`${url}/register`)
  const { name, username, email, password = PASSWORD } = who
  await fillAndPress(
    page,
    { Name: name, Username: username, 'E-mail': email, Password: password },
    'Register',
  )
}

/** The first step: username or e-mail, and the password. */
export async function givePassword(
  page: Page,
  url: string,
  login: string,
  password = PASSWORD,
): Promise<void> {
  await page.goto(`${url}/login`)
  await fillAndPress(page, { 'Username or e-mail': login, Password: password }, 'Sign in')
}

/** Both steps, and fails unless a page of the account, or an operator's console, opens. */
export async function signIn(
  page: Page,
  url: string,
  login: string,
  { password = PASSWORD, app }: { password?: string; app?: Authenticator } = {},
): Promise<void> {
  await givePassword(page, url, login, password)
  if (app) await fillAndPress(page, { Code: await app.nextCode() }, 'Continue')
  if (!/^\/(?:account|console)/.test(new URL(page.url()).pathname)) {
    throw new Error(`signing in as ${login} led to ${page.url()}: ${await page.textContent('main')}`)
  }
}

/** Opens a mailed link and presses the one button behind it. */
export async function followLink(page: Page, link: string, button: string): Promise<void> {
  await page.goto(link)
  await fillAndPress(page, {}, button)
}
