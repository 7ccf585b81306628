import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Counter, Registry } from 'prom-client'
import request from 'supertest'
import type { ReadinessCheck } from '../../src/http/parts.ts'
import { openTestApp, type TestApp } from '../support/app.ts'

const TOKEN = 'a-token-for-prometheus'

describe('health and figures', () => {
  let test: TestApp
  let checks: () => Promise<ReadinessCheck[]>
  before(async () => {
    const metrics = new Registry()
    new Counter({ name: 'gatepost_test', help: 'A figure', registers: [metrics] }).inc()
    test = await openTestApp({
      settings: { metricsToken: TOKEN },
      parts: { metrics, readiness: () => checks() },
    })
  })
  after(() => test.close())

  it('/healthz answers while the process lives', async () => {
    checks = () => Promise.reject(new Error('database gone'))
    assert.equal((await request(test.app).get('/healthz')).status, 200)
  })

  it('/readyz is 200 when all is well, else 503 with the reason', async () => {
    checks = async () => [{ name: 'database', ok: true }]
    assert.equal((await request(test.app).get('/readyz')).status, 200)
    checks = async () => [
      { name: 'database', ok: true },
      { name: 'jobs', ok: false, reason: 'The dispatcher stands still.' },
    ]
    const answer = await request(test.app).get('/readyz')
    assert.equal(answer.status, 503)
    assert.equal(answer.body.checks[1].reason, 'The dispatcher stands still.')
  })

  it('/readyz is 503 when the checks themselves fail, and tells strangers no detail', async () => {
    checks = () => Promise.reject(new Error('password of the database'))
    const answer = await request(test.app).get('/readyz')
    assert.equal(answer.status, 503)
    assert.doesNotMatch(answer.text, /password/)
  })

  it('/metrics answers this machine itself, or the token', async () => {
    const ask = (headers: Record<string, string> = {}) => request(test.app).get('/metrics').set(headers)
    const direct = await ask()
    assert.equal(direct.status, 200)
    assert.match(direct.text, /gatepost_test 1/)
    const through = { 'x-forwarded-for': '127.0.0.1' }
    assert.equal((await ask(through)).status, 403)
    assert.equal((await ask({ ...through, authorization: `Bearer ${TOKEN}` })).status, 200)
    assert.equal((await ask({ authorization: 'Bearer wrong' })).status, 403)
  })
})
