import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { GuessCounts, GuessKey, GuessRule, OpenGuess } from '../../src/domain/guessing.ts'
import { createGuessCounts } from '../../src/stores/guess-counts.ts'
import { movedClock } from '../support/clock.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

const rule = (name: string, limit: number): GuessRule => ({ name, free: limit, limit, waitMs: 900_000 })
const ACCOUNT = rule('account', 3)
const ADDRESS = rule('address', 5)

describe('the counters of guesses', () => {
  let database: TestDatabase
  let counts: GuessCounts
  const clock = movedClock()
  before(async () => {
    database = await openTestDatabase()
    counts = createGuessCounts(database.db, clock)
  })
  after(() => database.close())

  const keys = (account: string, address: string): GuessKey[] => [
    { rule: ADDRESS, key: address },
    { rule: ACCOUNT, key: account },
  ]
  const wrong = async ({ rule, key }: GuessKey) => {
    const row: { wrong: number } | undefined = await database.db
      .reader('guess_counts')
      .where({ key: `${rule.name}:${key}` })
      .first('wrong')
    return row?.wrong
  }
  const both = (of: GuessKey[]) => Promise.all(of.map(wrong))
  const open = async (of: GuessKey[]): Promise<readonly OpenGuess[]> => {
    const begun = await counts.begin(of)
    if ('until' in begun) throw new Error('too early')
    return begun
  }
  const ends = (of: GuessKey[], guesses: readonly OpenGuess[], clears: boolean) =>
    of.flatMap((one, index) => {
      const guess = guesses[index]
      return guess ? [{ ...one, guess, clears: clears && one.rule === ACCOUNT }] : []
    })

  it('lets as many tries through as the stricter rule says, however many come at once', async () => {
    const at = keys('rushed', 'office-a')
    const begun = await Promise.all(Array.from({ length: 40 }, () => counts.begin(at)))
    assert.equal(begun.filter((one) => !('until' in one)).length, 3)
  })

  it('counts a try that is too early for one counter under none', async () => {
    const at = keys('early', 'office-b')
    for (let n = 0; n < 3; n++) await open(at)
    const early = await counts.begin(at)
    assert.deepEqual(early, { ok: false, until: clock.now() + ACCOUNT.waitMs })
    assert.deepEqual(await both(at), [3, 3])
  })

  it('takes a right try back from what many share, and clears the account’s own counter', async () => {
    const at = keys('right', 'office-c')
    await open(at)
    const guesses = await open(at)
    await counts.end(ends(at, guesses, true))
    assert.deepEqual(await both(at), [1, undefined])
  })

  it('leaves nothing of a try that was not looked at', async () => {
    const at = keys('unseen', 'office-d')
    await counts.end(ends(at, await open(at), false))
    assert.deepEqual(await both(at), [0, 0])
    const next = await open(at)
    assert.deepEqual(
      next.map(({ before }) => before),
      [null, null],
    )
  })

  it('never waits for ever where two tries name the same counters in another order', async () => {
    const at = keys('crossed', 'office-e')
    const begun = await Promise.all(
      Array.from({ length: 10 }, (_, n) => counts.begin(n % 2 ? at : [...at].reverse())),
    )
    assert.equal(begun.filter((one) => !('until' in one)).length, 3)
  })
})
