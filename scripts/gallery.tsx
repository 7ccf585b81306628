/**
 * Draws every page with sample data: HTML, pictures (light, dark, phone) and an axe-core check of each.
 *
 *   node --conditions=source --import tsx scripts/gallery.tsx [FOLDER] [NAME…]
 *
 * The pages are served on loopback with the content security policy of the server, so that a picture also
 * proves that nothing inline is needed. Exits non-zero when axe finds a serious or critical fault, when the
 * browser reports a blocked resource, or when a page is wider than its window.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import packedChromium from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'
import { samplePages } from '../test/views/sample-pages.tsx'
import { sampleParts } from '../test/views/sample-parts.tsx'
import { renderPage } from '../views/index.ts'

const SYSTEM_CHROMIUM = '/usr/bin/chromium'
const ROOT = join(import.meta.dirname, '..')
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
}
const SHOTS = [
  { kind: 'light', scheme: 'light', width: 1280, height: 800 },
  { kind: 'dark', scheme: 'dark', width: 1280, height: 800 },
  { kind: 'phone', scheme: 'light', width: 390, height: 844 },
] as const

const [folder = join(tmpdir(), 'gallery'), ...only] = process.argv.slice(2)
const pages = Object.entries({ ...samplePages(), ...sampleParts() })
  .filter(([name]) => only.length === 0 || only.includes(name))
  .map(([name, page]) => ({ name, html: renderPage(page) }))

/** A file under /assets; Tabler's stylesheet comes from its package, as the server does it. */
function assetPath(name: string): string {
  if (name === 'tabler.min.css') return join(ROOT, 'node_modules/@tabler/core/dist/css', name)
  return join(ROOT, 'views/assets', name)
}

const server = createServer(async (request, response) => {
  const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname)
  const page = pages.find((one) => one.name === name)
  response.setHeader(
    'content-security-policy',
    "default-src 'self'; frame-ancestors 'none'; form-action 'self'",
  )
  if (page !== undefined) return response.setHeader('content-type', 'text/html; charset=utf-8').end(page.html)
  if (!existsSync(assetPath(name))) return response.writeHead(404).end()
  response.setHeader('content-type', TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain')
  response.end(await readFile(assetPath(name)))
})

async function openBrowser(): Promise<Browser> {
  const system = existsSync(SYSTEM_CHROMIUM)
  return chromium.launch({
    executablePath: system ? SYSTEM_CHROMIUM : await packedChromium.executablePath(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

const faults: string[] = []
await mkdir(folder, { recursive: true })
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('The gallery has no port.')
const browser = await openBrowser()
try {
  for (const { name, html } of pages) await writeFile(join(folder, `${name}.html`), html)
  for (const { kind, scheme, width, height } of SHOTS) {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height } })
    const tab = await context.newPage()
    let current = ''
    tab.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${current} ${kind}: ${message.text()}`)
    })
    for (const { name } of pages) {
      current = name
      await tab.goto(`http://127.0.0.1:${address.port}/${name}`)
      await tab.screenshot({ path: join(folder, `${name}-${kind}.png`), fullPage: true })
      const wide = await tab.evaluate('document.documentElement.scrollWidth - innerWidth')
      if (Number(wide) > 0) faults.push(`${name} ${kind}: ${wide} px wider than the window`)
      const { violations } = await new AxeBuilder({ page: tab }).analyze()
      for (const one of violations) {
        const line = `${name} ${kind}: ${one.impact} ${one.id} at ${one.nodes[0]?.target.join(' ')}`
        if (one.impact === 'serious' || one.impact === 'critical') faults.push(line)
        else console.log(`(minor) ${line}`)
      }
    }
    await context.close()
  }
} finally {
  await browser.close()
  server.close()
}
for (const fault of faults) console.log(fault)
console.log(`${pages.length} pages in ${folder}, ${faults.length} faults`)
if (faults.length > 0) process.exitCode = 1
