import assert from 'node:assert/strict'
import { accessSync, constants, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import type { AxeResults, RunOnly } from 'axe-core'
import pRetry from 'p-retry'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'

/** Names under which systems install a Chromium; `CHROME_PATH` goes first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/** The browser speaks to the loopback alone: whatever else a page asks for fails, and the test sees it. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
]

/** Whatever a tab is asked may take this long on a busy machine; what is right is there sooner. */
const ACTION_TIMEOUT_MS = 30_000

/** Path of a Chromium or Chrome on this machine, or undefined. */
export function findSystemBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const named = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env.CHROME_PATH ?? '', ...named, MAC].find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return file !== ''
  } catch {
    return false
  }
}

/** How often a browser that dies at its start is started again: another process may still be unpacking it. */
const MORE_STARTS = 3

/** A system Chromium, else the one that comes from npm (Linux only). */
export async function launchBrowser(executablePath = findSystemBrowser()): Promise<Browser> {
  const browser = executablePath ? { executablePath, args: FLAGS } : await packedBrowser()
  return pRetry(() => chromium.launch(browser), { retries: MORE_STARTS })
}

/** Where the one from npm is, which is unpacked by whoever asks first, and what it is to be started with. */
export async function packedBrowser(): Promise<{ executablePath: string; args: string[] }> {
  if (process.platform !== 'linux') {
    throw new Error('No browser was found. Install Chrome, or name one in CHROME_PATH.')
  }
  const { default: packed } = await import('@sparticuz/chromium')
  // Its flags are made for a cloud function: one process for all, and a headless mode that playwright sets itself.
  const args = packed.args.filter((flag) => !/^--(single-process|no-zygote|headless)/.test(flag))
  return { executablePath: await packed.executablePath(), args: [...args, ...FLAGS] }
}

/** Lends a browser, and closes it afterwards. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launchBrowser()
  try {
    return await work(browser)
  } finally {
    await browser.close()
  }
}

/** One person with a browser of their own: own cookies, one tab, and a record of what went wrong in it. */
export interface Person {
  readonly context: BrowserContext
  readonly page: Page
  /** Script errors, refused by the content policy or otherwise, and requests that failed. */
  readonly faults: readonly string[]
}

/** Somebody with an empty browser. */
export async function newPerson(browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext({ locale: 'en', ...options })
  context.setDefaultTimeout(ACTION_TIMEOUT_MS)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // Answers of 400 and above are part of the tests, and requests that fail are told below.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource:')) return
    faults.push(`${page.url()}: ${message.text()}`)
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText
    // A page that is left stops its own requests.
    if (reason !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${reason}`)
  })
  return { context, page, faults }
}

/** The cookies of a person's browser, as they would be sent. */
export async function cookiesOf({ context }: Person): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** The smaller of its two files: every page is given it anew. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What of a page depends on its colours. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** Fails with every breach of WCAG 2.2 A and AA that axe finds on the page. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(AXE)
  await assertClean(page, { type: 'tag', values: TAGS })
}

/** The same in light, and in dark as far as colours go: nothing else of a page depends on it. */
export async function assertAccessibleInBoth(page: Page): Promise<void> {
  // Without motion colours change at once, and do not glide from one to the other.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await assertAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await assertClean(page, { type: 'rule', values: COLOURS })
}

async function assertClean(page: Page, runOnly: RunOnly): Promise<void> {
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] })
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`)
  const faults = violations.map(({ id, help, nodes }) => {
    const places = nodes.map(({ target, failureSummary }) => `\n    ${target.join(' ')}: ${failureSummary}`)
    return `${id}: ${help}${places.join('')}`
  })
  assert.equal(faults.length, 0, `${page.url()}\n  ${faults.join('\n  ')}`)
}
