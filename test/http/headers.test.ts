import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { pino } from 'pino'
import request from 'supertest'
import { openTestApp, type TestApp } from '../support/app.ts'

describe('the headers of answers', () => {
  let test: TestApp
  let logged = ''
  before(async () => {
    const kept = new Writable({
      write(chunk, _encoding, done) {
        logged += chunk
        done()
      },
    })
    test = await openTestApp({ log: pino(kept) })
  })
  after(() => test.close())

  it('let nothing foreign or inline run, and no page stand in a frame', async () => {
    const { headers } = await request(test.app).get('/login')
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /default-src 'self'/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.match(policy, /form-action 'self'/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['cache-control'], 'no-store')
  })

  it('speak of https only where the address is https', async (t) => {
    const secure = await openTestApp({ settings: { url: 'https://id.example.org' }, production: true })
    t.after(() => secure.close())
    const over = await request(secure.app).get('/login')
    assert.match(String(over.headers['strict-transport-security']), /max-age=31536000/)
    const plain = await request(test.app).get('/login')
    assert.equal(plain.headers['strict-transport-security'], undefined)
    assert.doesNotMatch(String(plain.headers['content-security-policy']), /upgrade-insecure/)
  })

  it('hide the address of a page with a token, on the page and on its refusals', async () => {
    for (const path of ['/verify-email', '/reset-password', '/setup']) {
      const answer = await request(test.app).get(`${path}?token=abc`)
      assert.equal(answer.headers['referrer-policy'], 'no-referrer', path)
    }
  })

  it('name the request, and the process log has that name but no token', async () => {
    const { headers } = await request(test.app).get('/verify-email?token=verysecret')
    assert.match(String(headers['x-request-id']), /^req_/)
    assert.ok(logged.includes(String(headers['x-request-id'])))
    assert.ok(!logged.includes('verysecret'))
  })

  it('let styles be kept for good when the address says which version', async () => {
    const asked = await request(test.app).get('/assets/gatepost.css')
    assert.equal(asked.status, 200)
    assert.equal(asked.headers['cache-control'], 'no-cache')
    const kept = await request(test.app).get('/assets/tabler.min.css?v=1')
    assert.equal(kept.status, 200)
    assert.match(String(kept.headers['cache-control']), /immutable/)
  })

  it('come with every asset that the pages ask for, and with nothing beside the folder', async () => {
    const { text } = await request(test.app).get('/login')
    const asked = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '')
    assert.ok(asked.length >= 3)
    for (const path of asked) assert.equal((await request(test.app).get(path)).status, 200, path)
    assert.equal((await request(test.app).get('/assets/..%2f..%2fpackage.json')).status, 404)
  })
})
