/**
 * `npm run screenshots [FOLDER [NAME…]]`: pictures of the real pages over the demo's stage, for README and docs.
 * Without a folder they go to docs/pictures (those that the documents show); with one, every page in light, dark and
 * phone in full, or those named, and those for persons in Chinese as well, as `zh-…`.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from '../test/support/browser.ts'
import {
  ACCOUNT,
  CONSOLE,
  FORMS,
  GATE,
  IN_DOCS,
  IN_TOUR,
  type Shots,
  UNDO,
  type Way,
} from './screenshots/shots.ts'
import { setStage } from './stage.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const [everything, ...only] = process.argv.slice(2)
const folder = everything ?? join(root, 'docs/pictures')
mkdirSync(folder, { recursive: true })

const LOOKS = {
  '': { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  '-dark': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  '-phone': { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
} as const
const HEIGHT = 420

const stage = await setStage(50)
const browser = await launchBrowser()
/** Page of the tour → its pictures so far, as PNG in base64. */
const tour = new Map<string, string[]>(IN_TOUR.map((name) => [name, []]))
try {
  for (const [suffix, look] of Object.entries(LOOKS)) {
    if (everything) {
      await takeAll({ ...look, locale: 'en' }, { ...ACCOUNT, ...CONSOLE, ...FORMS }, (page, name) =>
        keep(page, `${name}${suffix}`),
      )
      await takeAll({ ...look, locale: 'zh-CN' }, ACCOUNT, (page, name) => keep(page, `zh-${name}${suffix}`))
    } else
      await takeAll({ ...look, locale: 'en' }, shown(suffix), (page, name) => keepShown(page, name, suffix))
  }
  if (!everything) await drawTour(await browser.newPage())
} finally {
  await browser.close()
  stage.end()
}

type Keep = (page: Page, name: string) => Promise<unknown>

/** The pages before signing in, where every page is wanted, then `shots` as the operator. */
async function takeAll(options: BrowserContextOptions, shots: Shots, take: Keep): Promise<void> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  if (everything) await takeEach(page, GATE, take)
  await page.goto(`${stage.url}/login`)
  const form = page.locator('form', { has: page.locator('[name=password]') })
  await form.locator('[name=login]').fill(stage.operator.email)
  await form.locator('[name=password]').fill(stage.operator.password)
  await form.getByRole('button').click()
  await page.waitForURL((address) => !address.pathname.startsWith('/login'))
  await takeEach(page, shots, take)
  await context.close()
}

async function takeEach(page: Page, shots: Shots, take: Keep): Promise<void> {
  for (const [name, way] of Object.entries(shots)) {
    if (only.length > 0 && !only.includes(name)) continue
    try {
      await go(page, way)
      await page.waitForLoadState()
      await take(page, name)
      await go(page, UNDO[name])
    } catch (error) {
      process.exitCode = 1
      process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n`)
    }
  }
}

async function go(page: Page, way: Way | undefined): Promise<void> {
  if (typeof way === 'string') await page.goto(`${stage.url}${way}`)
  else await way?.(page, stage)
}

/** Those that the documents show. */
function shown(suffix: string): Shots {
  const wanted = (name: string) => tour.has(name) || (suffix === '' && IN_DOCS.includes(name))
  return Object.fromEntries(Object.entries({ ...CONSOLE, ...FORMS }).filter(([name]) => wanted(name)))
}

async function keep(page: Page, name: string): Promise<void> {
  await page.evaluate('scrollTo(0, 0)')
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' })
}

async function keepShown(page: Page, name: string, suffix: string): Promise<void> {
  const png = await page.screenshot(
    suffix === '' && IN_DOCS.includes(name) ? { path: join(folder, `${name}.png`) } : {},
  )
  tour.get(name)?.push(png.toString('base64'))
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
