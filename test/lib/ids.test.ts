import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idMaker, timeOrderedId } from '../../src/lib/ids.ts'

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

test('an id is a UUIDv7: its time, what counts within it, and 62 bits that no other id has', () => {
  const now = 1_795_417_200_123
  const seen = new Set<bigint>()
  for (let n = 0; n < 1000; n++) {
    const digits = [...timeOrderedId(now, n)].map((digit) =>
      '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(digit),
    )
    const value = digits.reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n)
    assert.equal(value >> 80n, BigInt(now))
    assert.equal((value >> 64n) & 0xffffn, BigInt(0x7000 + n))
    assert.equal((value >> 62n) & 3n, 2n)
    seen.add(value & ((1n << 62n) - 1n))
  }
  assert.equal(seen.size, 1000)
})
