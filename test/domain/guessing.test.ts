import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countGuess, delayAfter, type GuessCount, type GuessRule } from '../../src/domain/guessing.ts'

const RULE: GuessRule = { name: 'test', free: 5, limit: 10, waitMs: 900_000 }

test('five tries are free, then each one waits twice as long as the one before, then a quarter of an hour', () => {
  const delays = Array.from({ length: 10 }, (_, index) => delayAfter(RULE, index + 1) / 1000)
  assert.deepEqual(delays, [0, 0, 0, 0, 1, 2, 4, 8, 16, 900])
})

test('whoever guesses as fast as allowed gets ten tries in each quarter of an hour', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 400 }), (gaps) => {
      let count: GuessCount | undefined
      let now = 1_000_000
      const looked: number[] = []
      for (const gap of gaps) {
        now += gap
        const counted = countGuess(RULE, count, now)
        if (!('next' in counted)) continue
        count = counted.next
        looked.push(now)
      }
      for (const [index, at] of looked.entries()) {
        const tenth = looked[index + 10]
        if (tenth !== undefined) assert.ok(tenth - at >= RULE.waitMs, `${tenth - at} ms`)
      }
    }),
  )
})
