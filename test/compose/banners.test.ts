import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { diskBanner, skewBanner } from '../../src/compose/banners.ts'

describe('a banner of the server itself', () => {
  it('tells of a disk that is nearly full, large or small', () => {
    assert.deepEqual(diskBanner(50e9, 1000e9), [])
    assert.deepEqual(diskBanner(1.5e9, 10e9), [], 'a small disk that is not nearly full')
    assert.match(diskBanner(0.8e9, 10e9)[0]?.text ?? '', /has 800 MB left/)
    assert.equal(diskBanner(1.9e9, 1000e9)[0]?.tone, 'bad')
  })

  it('tells how far a clock is off, and to which side', () => {
    assert.deepEqual([skewBanner(0), skewBanner(5000), skewBanner(-5000)], [[], [], []])
    assert.match(skewBanner(90_000)[0]?.text ?? '', /90 s ahead of the database/)
    assert.match(skewBanner(-7000)[0]?.text ?? '', /7 s behind the database/)
  })
})
