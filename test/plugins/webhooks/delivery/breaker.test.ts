import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  adaptCap,
  freshRuntime,
  type Observation,
  observe,
  type Runtime,
} from '../../../../plugins/webhooks/delivery/breaker.ts'

const success: Observation = {
  kind: 'success',
  lane: 'usr_ann',
  host: 'oa.example.org',
  unanswered: false,
  status: 200,
  probe: false,
  retryAfterMs: 0,
}
const failure = (lane: string, rest: Partial<Observation> = {}): Observation => ({
  ...success,
  kind: 'failed',
  lane,
  status: 500,
  ...rest,
})
const after = (seen: readonly Observation[], everyMs = 1000, from = freshRuntime(1)): Runtime =>
  seen.reduce((runtime, one, n) => observe(runtime, one, n * everyMs), from)
const failures = (count: number, lanes: number) =>
  Array.from({ length: count }, (_, n) => failure(`usr_${n % lanes}`))

test('ten failures in a row over three lanes open the breaker, nine or two lanes do not', () => {
  assert.equal(after(failures(9, 3)).breaker, 'closed')
  assert.equal(after(failures(10, 2)).breaker, 'closed')
  assert.equal(after(failures(10, 3)).breaker, 'open')
})

test('a success in between begins the count anew', () => {
  assert.equal(after([...failures(9, 3), success, ...failures(9, 3)]).breaker, 'closed')
})

test('five minutes of tries without a success open it, however few they are', () => {
  assert.equal(after(failures(2, 1), 299_000).breaker, 'closed')
  assert.equal(after(failures(2, 1), 300_000).breaker, 'open')
})

test('rejected payloads of one user never open it', () => {
  const rejected = Array.from({ length: 50 }, () => failure('usr_ann', { kind: 'rejected', status: 400 }))
  assert.equal(after(rejected, 60_000).breaker, 'closed')
})

test('probes come after five seconds, then ever later, five minutes at most', () => {
  let runtime = after(failures(10, 3), 0)
  const waits = [runtime.probeAt]
  for (let probe = 0; probe < 8; probe++) {
    const now = runtime.probeAt
    runtime = observe(runtime, failure('usr_0', { probe: true }), now)
    waits.push(runtime.probeAt - now)
  }
  assert.deepEqual(
    waits.map((ms) => ms / 1000),
    [5, 10, 20, 40, 80, 160, 300, 300, 300],
  )
})

test('a straggler from before it opened does not put the next probe off', () => {
  const open = after(failures(10, 3), 0)
  assert.equal(observe(open, failure('usr_7'), 3000).probeAt, open.probeAt)
})

test('the next probe waits as long as the receiver asks', () => {
  const open = after([...failures(9, 3), failure('usr_0', { status: 503, retryAfterMs: 60_000 })], 0)
  assert.equal(open.probeAt, 60_000)
})

test('a success closes it and forgets the failures', () => {
  const { breaker, failures: count, failingSince, probeAt } = after([...failures(20, 3), success])
  assert.deepEqual([breaker, count, failingSince, probeAt], ['closed', 0, null, 0])
})

test('the cap halves once when a batch had a request without an answer, and grows by successes', () => {
  const silent = failure('usr_ann', { unanswered: true, status: null })
  assert.equal(adaptCap(32, 256, [silent, silent, success]), 16)
  assert.equal(adaptCap(1, 256, [silent]), 1)
  assert.equal(adaptCap(32, 256, [success, success]), 34)
  assert.equal(adaptCap(255, 256, [success, success]), 256)
  assert.equal(adaptCap(32, 256, [failure('usr_ann')]), 32)
})
