import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, settle } from '../../../../plugins/webhooks/delivery/settle.ts'

const NOW = 1_000_000
const answered = (status: number | null, responseHeaders: Record<string, string> | null = null): Answer => ({
  kind: 'attempted',
  status,
  responseHeaders,
})
const settled = (answer: Answer, tries = 0, breaker: 'closed' | 'open' = 'closed', rejections = 0) => {
  const claimed = { id: 7, token: 3, tries, rejections }
  // A random of one half is no jitter at all.
  return settle({ claimed, answer, delays: [5, 300] }, breaker, NOW, () => 0.5)
}

test('a success ends the delivery and counts as a try', () => {
  const { state, tried } = settled(answered(204))
  assert.deepEqual([state, tried], ['delivered', true])
})

test('a failure goes to the next step of the schedule, and past the last one it is dead', () => {
  assert.deepEqual([settled(answered(500)).state, settled(answered(500)).due], ['pending', NOW + 5000])
  assert.equal(settled(answered(null), 1).due, NOW + 300_000)
  const last = settled(answered(302), 2)
  assert.deepEqual([last.state, last.reason], ['dead', 'exhausted'])
})

test('while the breaker is open a failure uses up no step and kills nobody', () => {
  for (const answer of [answered(500), answered(400), answered(null), answered(410)]) {
    const { state, tried, unclaimed } = settled(answer, 2, 'open', 2)
    assert.deepEqual([state, tried, unclaimed], ['pending', false, true])
  }
})

test('while the breaker is open a success still ends its delivery', () => {
  assert.equal(settled(answered(200), 0, 'open').state, 'delivered')
})

test('the third rejection is the last, whatever failed before', () => {
  assert.equal(settled(answered(400), 0, 'closed', 0).state, 'pending')
  assert.equal(settled(answered(422), 1, 'closed', 1).state, 'pending')
  const third = settled(answered(413), 2, 'closed', 2)
  assert.deepEqual([third.state, third.reason], ['dead', 'rejected'])
  assert.equal(settled(answered(400), 2, 'closed', 0).state, 'pending')
})

test('what waits at an endpoint that is gone is not sent again while the endpoint is being switched off', () => {
  const { state, due } = settled(answered(410))
  assert.deepEqual([state, due], ['pending', NOW + 60_000])
})

test('a receiver that asks for more time gets it', () => {
  assert.equal(settled(answered(503, { 'retry-after': '60' })).due, NOW + 60_000)
})

test('what is handed back is as if it had not been claimed', () => {
  const { state, tried, unclaimed, due } = settled({ kind: 'handed_back', afterMs: 0 }, 1)
  assert.deepEqual([state, tried, unclaimed, due], ['pending', false, true, NOW])
})

test('what need not be sent is skipped with its reason', () => {
  const { state, reason } = settled({ kind: 'skipped', reason: 'no_user' })
  assert.deepEqual([state, reason], ['skipped', 'no_user'])
})
