import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Attempted,
  MAX_RETRY_AFTER_MS,
  nextAfter,
  parseRetryAfter,
  verdictOf,
} from '../../../../plugins/webhooks/delivery/schedule.ts'
import { DEFAULT_DELAYS } from '../../../../plugins/webhooks/endpoint/endpoint.ts'

const now = Date.parse('2026-11-23T10:00:00.000Z')
const MIDDLE = () => 0.5
const after = (rest: Partial<Attempted>) =>
  nextAfter({
    status: 500,
    responseHeaders: null,
    delays: DEFAULT_DELAYS,
    step: 1,
    rejections: 0,
    now,
    random: MIDDLE,
    ...rest,
  })

const verdicts: readonly [status: number | null, verdict: string][] = [
  [200, 'delivered'],
  [204, 'delivered'],
  [299, 'delivered'],
  [199, 'failed'],
  [300, 'failed'],
  [301, 'failed'],
  [302, 'failed'],
  [307, 'failed'],
  [400, 'rejected'],
  [401, 'failed'],
  [404, 'failed'],
  [408, 'failed'],
  [410, 'gone'],
  [413, 'rejected'],
  [415, 'rejected'],
  [422, 'rejected'],
  [429, 'failed'],
  [500, 'failed'],
  [503, 'failed'],
  [null, 'failed'],
]
for (const [status, verdict] of verdicts) {
  test(`${status ?? 'no answer'} is ${verdict}`, () => assert.equal(verdictOf(status), verdict))
}

test('the default schedule waits 5 s to 24 h, and then the delivery is dead', () => {
  for (const [index, seconds] of DEFAULT_DELAYS.entries()) {
    assert.deepEqual(after({ step: index + 1 }), { state: 'pending', afterMs: seconds * 1000 })
  }
  assert.deepEqual(after({ step: DEFAULT_DELAYS.length + 1 }), { state: 'dead', reason: 'exhausted' })
})

test('an endpoint without retries is tried once', () => {
  assert.deepEqual(after({ delays: [] }), { state: 'dead', reason: 'exhausted' })
})

test('2xx is delivered and 410 parks, whatever the step', () => {
  assert.deepEqual(after({ status: 204, step: 99 }), { state: 'delivered' })
  assert.deepEqual(after({ status: 410, step: 99 }), { state: 'parked' })
})

test('each pause is jittered by a fifth at most', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 9 }),
      (random, step) => {
        const next = after({ step, random: () => random })
        assert.ok(next.state === 'pending')
        const pause = (DEFAULT_DELAYS[step - 1] ?? 0) * 1000
        assert.ok(next.afterMs >= pause * 0.8 && next.afterMs <= pause * 1.2)
      },
    ),
  )
  assert.notDeepEqual(after({ random: () => 0 }), after({ random: () => 0.9 }))
})

test('a rejected message is tried three times within ten minutes, then it is dead', () => {
  let total = 0
  for (const rejections of [1, 2]) {
    const next = after({ status: 422, rejections, step: rejections, random: () => 0.999 })
    assert.ok(next.state === 'pending')
    total += next.afterMs
  }
  assert.ok(total <= 600_000, `${total} ms`)
  assert.deepEqual(after({ status: 422, rejections: 3, step: 3 }), { state: 'dead', reason: 'rejected' })
})

test('a first rejection after many failures has its three tries all the same', () => {
  assert.equal(after({ status: 400, rejections: 1, step: 9 }).state, 'pending')
})

const forms: readonly [value: string, ms: number | undefined][] = [
  ['0', 0],
  ['7', 7000],
  [' 120 ', 120_000],
  ['3600', 3_600_000],
  ['3601', 3_600_000],
  ['315360000', 3_600_000],
  ['9'.repeat(400), 3_600_000],
  ['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
  ['Monday, 23-Nov-26 10:00:30 GMT', 30_000],
  ['Mon Nov 23 10:00:30 2026 GMT', 30_000],
  ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
  ['Thu, 23 Nov 2036 10:00:00 GMT', 3_600_000],
  ['-1', undefined],
  ['-99999', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['+5', undefined],
  ['soon', undefined],
  ['', undefined],
  ['2026-11-23T10:00:30Z', undefined],
  ['Mon, 99 Foo 2026 10:00:30 GMT', undefined],
  ['Infinity', undefined],
]
for (const [value, ms] of forms) {
  test(`Retry-After “${value.slice(0, 40)}” means ${ms === undefined ? 'nothing' : `${ms} ms`}`, () => {
    assert.equal(parseRetryAfter(value, now), ms)
  })
}

test('no Retry-After at all holds a delivery for more than an hour', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.bigInt().map(String), fc.date().map(String)), (value) => {
      const ms = parseRetryAfter(value, now)
      assert.ok(ms === undefined || (ms >= 0 && ms <= MAX_RETRY_AFTER_MS))
    }),
  )
})

test('429 and 503 put a retry off, and never bring it forward', () => {
  const retry = (status: number, seconds: string, step = 1) =>
    after({ status, step, responseHeaders: { 'retry-after': seconds } })
  assert.deepEqual(retry(429, '60'), { state: 'pending', afterMs: 60_000 })
  assert.deepEqual(retry(503, '60'), { state: 'pending', afterMs: 60_000 })
  assert.deepEqual(retry(503, '1'), { state: 'pending', afterMs: 5000 })
  assert.deepEqual(retry(503, '86400'), { state: 'pending', afterMs: 3_600_000 })
  assert.deepEqual(retry(503, 'junk', 2), { state: 'pending', afterMs: 300_000 })
  assert.deepEqual(retry(500, '60'), { state: 'pending', afterMs: 5000 })
})

test('a Retry-After does not keep an exhausted delivery alive', () => {
  const next = after({ status: 503, step: 10, responseHeaders: { 'retry-after': '5' } })
  assert.deepEqual(next, { state: 'dead', reason: 'exhausted' })
})
