import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idMaker } from '../../src/lib/ids.ts'

test('ids sort in the order in which they were made, also within a millisecond and when the clock is set back', () => {
  let now = 1_795_417_200_000
  const id = idMaker(() => now)
  const made: string[] = []
  for (let n = 0; n < 10_000; n++) {
    if (n === 6000) now -= 5000
    if (n === 8000) now += 60_000
    made.push(id('evt'))
  }
  assert.deepEqual([...made].sort(), made)
  assert.equal(new Set(made).size, made.length)
  assert.match(made[0] ?? '', /^evt_[0-9a-hjkmnp-tv-z]{26}$/)
})
