import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { createBreachCheck } from '../../src/passwords/check-breaches.ts'

const STOLEN = 'seven quiet lanterns hum'
const digestOf = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase()

interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** A range service of its own that keeps what it was asked. */
async function rangeServer(t: TestContext, answer: (res: ServerResponse) => void) {
  const asked: Asked[] = []
  const server = createServer((req, res) => {
    asked.push({ path: req.url ?? '', headers: req.headers })
    answer(res)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { asked, range: `http://127.0.0.1:${port}/range/` }
}

function keptLines() {
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  return { lines, log: { warn: keep, info: keep } }
}

const suffix = digestOf(STOLEN).slice(5)

describe('a password among breached ones', () => {
  it('is found by the first five digits of its hash alone', async (t) => {
    const { asked, range } = await rangeServer(t, (res) => res.end(`${'0'.repeat(35)}:3\r\n${suffix}:12\r\n`))
    const { log, lines } = keptLines()
    assert.equal(await createBreachCheck(range, log)(STOLEN), true)
    assert.equal(asked.length, 1)
    assert.equal(asked[0]?.path, `/range/${digestOf(STOLEN).slice(0, 5)}`)
    assert.equal(asked[0]?.headers['add-padding'], 'true')
    assert.ok(!JSON.stringify(asked).includes(suffix))
    assert.deepEqual(lines, [])
  })

  it('is not found in a line of padding, nor where only others are listed', async (t) => {
    const { range } = await rangeServer(t, (res) => res.end(`${suffix}:0\r\n${'A'.repeat(35)}:7`))
    assert.equal(await createBreachCheck(range, keptLines().log)(STOLEN), false)
  })
})

describe('a list of breached passwords that is away', () => {
  for (const [how, answer] of [
    ['answers with a fault', (res: ServerResponse) => void res.writeHead(503).end()],
    ['never answers', () => {}],
    ['never ends', (res: ServerResponse) => void res.write('A'.repeat(40))],
    ['leads elsewhere', (res: ServerResponse) => void res.writeHead(302, { location: '/other' }).end()],
    ['answers without end', (res: ServerResponse) => void res.end('A'.repeat(2_000_000))],
  ] as const)
    it(`${how}: nothing is known, the log says so once and never what was asked`, async (t) => {
      const { asked, range } = await rangeServer(t, answer)
      const { log, lines } = keptLines()
      const check = createBreachCheck(range, log, 200)
      assert.equal(await check(STOLEN), undefined)
      assert.equal(await check(STOLEN), undefined)
      assert.equal(asked.length, 2)
      assert.equal(lines.length, 1)
      assert.ok(!lines.join().includes(digestOf(STOLEN).slice(0, 5)))
    })

  it('asks nobody where none is set', async () => {
    assert.equal(await createBreachCheck(undefined, keptLines().log)(STOLEN), undefined)
  })
})
