import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before, describe, it } from 'node:test'
import { launchBrowser, newPerson, type Person } from '../../support/browser.ts'
import { suiteScope } from '../../support/scope.ts'
import { until } from '../../support/wait.ts'

const SCRIPT = new URL('../../../views/assets/live.js', import.meta.url)

describe('a page that is kept up to date', () => {
  const scope = suiteScope()
  let reader: Person
  let url: string
  let stage = 'checking'
  let pagesSent = 0
  const streams = new Set<ServerResponse>()
  const send = (parts: Readonly<Record<string, string>>) => {
    for (const stream of streams) stream.write(`event: parts\ndata: ${JSON.stringify(parts)}\n\n`)
  }
  const acts = (children = '') => `<div id="acts" data-own="${stage}">${children}</div>`
  const figure = (value: string) => `<b id="figure">${value}</b>`
  const text = (selector: string) => reader.page.textContent(selector)

  before(async () => {
    const script = await readFile(SCRIPT, 'utf8')
    const server = createServer((req, res) => {
      if (req.url === '/live.js') return res.setHeader('content-type', 'text/javascript').end(script)
      if (req.url === '/stream') {
        streams.add(res.setHeader('content-type', 'text/event-stream'))
        return send({ figure: figure('first'), acts: acts() })
      }
      if (req.url !== '/') return res.writeHead(204).end()
      pagesSent += 1
      res.setHeader('content-type', 'text/html').end(
        `<!doctype html><main data-stream="/stream">${figure('none')}${acts(`<button>${stage}</button>`)}
         <a data-live-link href="/">See how far it is</a></main><script type="module" src="/live.js"></script>`,
      )
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const browser = await launchBrowser()
    scope.after(async () => {
      await browser.close()
      server.closeAllConnections()
      server.close()
    })
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    reader = await newPerson(browser)
    await reader.page.goto(url)
    await until('the stream has begun', async () => (await text('#figure')) === 'first')
  })

  it('shows what the stream sends, and hides the link that does so without script', async () => {
    assert.equal(await reader.page.isHidden('[data-live-link]'), true)
    send({ figure: figure('second'), elsewhere: '<i id="elsewhere"></i>' })
    await until('it is shown', async () => (await text('#figure')) === 'second')
  })

  it('asks the server for what only its reader may do, once it is something else', async () => {
    assert.equal(pagesSent, 1)
    stage = 'checked'
    send({ acts: acts() })
    await until('it is offered', async () => (await text('#acts')) === 'checked')
    send({ acts: acts(), figure: figure('third') })
    await until('the rest is shown', async () => (await text('#figure')) === 'third')
    assert.equal(await text('#acts'), 'checked')
    assert.equal(pagesSent, 2)
  })

  it('leaves alone what holds the focus, until the focus has gone', async () => {
    await reader.page.focus('#acts button')
    stage = 'done'
    send({ acts: acts(), figure: figure('fourth') })
    await until('the rest is shown', async () => (await text('#figure')) === 'fourth')
    assert.equal(await text('#acts'), 'checked')
    await reader.page.evaluate('document.activeElement.blur()')
    await until('it is offered', async () => (await text('#acts')) === 'done')
    assert.deepEqual(reader.faults, [])
  })
})
