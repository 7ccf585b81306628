import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { signedInOperator } from '../support/people.ts'
import { visitor } from '../support/visit.ts'

describe('the weight of a page with all that it loads, over the wire', () => {
  let test: TestApp
  let server: Server
  let port: number
  before(async () => {
    test = await openTestApp()
    server = createServer(test.app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  })
  after(async () => {
    server.close()
    await test.close()
  })

  /** Bytes of the body as they came. */
  async function load(path: string): Promise<{ bytes: number; encoding: string | undefined }> {
    const request = get({
      host: '127.0.0.1',
      port,
      path,
      headers: { 'accept-encoding': 'gzip', connection: 'close' },
    })
    const [answer] = await once(request, 'response')
    assert.equal(answer.statusCode, 200, path)
    let bytes = 0
    for await (const chunk of answer) bytes += chunk.length
    return { bytes, encoding: answer.headers['content-encoding'] }
  }

  async function weigh(html: string): Promise<number> {
    const asked = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '')
    assert.ok(asked.length >= 3)
    let sum = Buffer.byteLength(html)
    for (const path of new Set(asked)) sum += (await load(path)).bytes
    return sum
  }

  it('is under 150 kB for signing in', async () => {
    const weight = await weigh((await visitor(test.app).get('/login')).text)
    assert.ok(weight < 150_000, `${weight} bytes`)
  })

  it('is under 300 kB for each list of the console', async () => {
    const opa = await signedInOperator(test)
    for (const path of ['/console', '/console/users', '/console/events']) {
      const weight = await weigh((await opa.get(path)).text)
      assert.ok(weight < 300_000, `${path}: ${weight} bytes`)
    }
  })

  it('is saved on styles and scripts, never on a page, which holds tokens', async () => {
    assert.equal((await load('/assets/tabler.min.css')).encoding, 'gzip')
    assert.equal((await load('/login')).encoding, undefined)
  })
})
