import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { classOf, FAILED, percentile } from '../../../plugins/webhooks/delivery/activity.ts'

/** The histogram of successes that took so many milliseconds. */
function histogram(...times: readonly number[]): Map<number, number> {
  const counted = new Map<number, number>()
  for (const durationMs of times) {
    const took = classOf({ status: 200, durationMs })
    counted.set(took, (counted.get(took) ?? 0) + 1)
  }
  return counted
}

describe('figures of answer times', () => {
  it('give as p95 the time that 95 of 100 successes did not exceed, within their class', () => {
    const hundred = histogram(...Array.from({ length: 100 }, (_, ms) => ms + 1))
    assert.equal(percentile(hundred, 0.95), 95)
    assert.equal(percentile(hundred, 0.5), 50)
    const [most, rare] = [Array(99).fill(10), 9000]
    assert.equal(percentile(histogram(...most, rare), 0.95), 10)
    assert.ok((percentile(histogram(...most, rare), 1) ?? 0) >= 9000)
    assert.equal(percentile(new Map(), 0.95), null)
  })

  it('leave out what failed, however quickly it did', () => {
    assert.equal(classOf({ status: null, durationMs: 1 }), FAILED)
    assert.equal(classOf({ status: 302, durationMs: 1 }), FAILED)
    assert.equal(percentile(new Map([[FAILED, 1000]]), 0.5), null)
  })
})
