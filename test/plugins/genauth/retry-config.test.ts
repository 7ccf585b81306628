import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  delaysOf,
  type RetryConfigInput,
  retryConfigInput,
  retryConfigOf,
  updatedDelays,
} from '../../../plugins/genauth/retry-config.ts'

const OURS = [5, 300, 1800]
const parsed = (given: object): RetryConfigInput => retryConfigInput.parse(given)
const delays = (given: object) => delaysOf(parsed(given), OURS)

describe('GenAuth’s retryConfig', () => {
  it('becomes one pause for each retry', () => {
    assert.deepEqual(delays({ enabled: true, count: 3, delay: 2, delayUnit: 'Minute' }), [120, 120, 120])
    assert.deepEqual(delays({ enabled: true, count: 2, delay: 1, delayUnit: 'Day' }), [86_400, 86_400])
    assert.deepEqual(delays({ count: 1, delay: 30 }), [30], 'seconds unless told')
  })

  it('is no retry where it is off, and our own schedule where it only says on', () => {
    assert.deepEqual(delays({ enabled: false, count: 3, delay: 1 }), [])
    assert.deepEqual(delays({ enabled: true, count: 0 }), [])
    assert.deepEqual(delays({ enabled: true }), OURS)
    assert.deepEqual(delays({ enabled: true, count: 2 }), [60, 60])
    assert.deepEqual(delays({ enabled: true, delay: 10, delayUnit: 'Second' }), [10, 10, 10])
  })

  it('is read back as it was given, in the largest unit that fits', () => {
    for (const [count, delay, delayUnit] of [
      [3, 2, 'Minute'],
      [5, 45, 'Second'],
      [2, 6, 'Hour'],
      [1, 3, 'Day'],
    ] as const) {
      const config = { enabled: true, count, delay, delayUnit }
      assert.deepEqual(retryConfigOf(delays(config)), config)
    }
    const minute = { enabled: true, count: 1, delay: 60, delayUnit: 'Second' }
    assert.deepEqual(retryConfigOf(delays(minute)), { ...minute, delay: 1, delayUnit: 'Minute' })
    assert.deepEqual(retryConfigOf([]), { enabled: false, count: 0, delay: 0, delayUnit: 'Second' })
  })

  it('that is sent back as it was told leaves a growing schedule as it is', () => {
    assert.deepEqual(updatedDelays(parsed(retryConfigOf(OURS)), OURS, OURS), OURS)
    const another = parsed({ ...retryConfigOf(OURS), count: 2 })
    assert.deepEqual(updatedDelays(another, OURS, OURS), [5, 5])
    assert.deepEqual(updatedDelays(parsed({ enabled: false }), OURS, OURS), [])
    assert.deepEqual(updatedDelays(parsed({ enabled: true }), [], OURS), OURS)
    assert.deepEqual(updatedDelays(parsed({ enabled: true }), [7], OURS), [7])
  })
})
