import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createStrengthEstimates } from '../../src/passwords/estimate-strength.ts'

/** A thread that is ready at once and never answers the question `stuck`. */
const STUCK = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ id, password }) => {
      while (password === 'stuck') {}
      parentPort.postMessage({ id, strength: { level: 4, weakness: 'other' } })
    })
    parentPort.postMessage({ id: 0 })
  `)}`,
)

describe('how a guesser would fare', () => {
  const estimates = createStrengthEstimates({ timeMs: 30_000 })
  after(() => estimates.close())
  const levelOf = async (password: string, names: readonly string[] = []) =>
    (await estimates.estimate(password, names))?.level ?? -1

  it('a few words that have nothing to do with each other stand longest', async () => {
    assert.equal(await levelOf('seven quiet lanterns hum'), 4)
  })

  it('a pattern that is long stands no longer than a short one, and says what it is', async () => {
    const repeated = await estimates.estimate('p4ssw0rdp4ssw0rd', [])
    assert.deepEqual(repeated, { level: 0, weakness: 'repeat' })
    assert.equal((await estimates.estimate('jennifermichael', []))?.level, 1)
  })

  it('what is known of the person counts as guessed', async () => {
    const password = 'zorblax-quimby'
    assert.ok((await levelOf(password, ['zorblax', 'quimby'])) < (await levelOf(password)))
  })

  it('only the beginning of a long one is looked at', async () => {
    assert.equal(await levelOf(`${'a'.repeat(64)} seven quiet lanterns hum`), await levelOf('a'.repeat(64)))
  })
})

describe('an estimate that cannot be had', () => {
  it('in time is given up, the others waiting are answered by a new thread', async (t) => {
    const estimates = createStrengthEstimates({ program: STUCK, timeMs: 5000 })
    t.after(() => estimates.close())
    assert.equal((await estimates.estimate('warm', []))?.level, 4)
    const stuck = estimates.estimate('stuck', [])
    assert.equal(await stuck, undefined)
    assert.equal((await estimates.estimate('next', []))?.level, 4)
  })

  it('because too many wait is answered at once', async (t) => {
    const estimates = createStrengthEstimates({ program: STUCK, timeMs: 60_000, maxWaiting: 1 })
    const stuck = estimates.estimate('stuck', [])
    const waiting = estimates.estimate('second', [])
    assert.equal(await estimates.estimate('third', []), undefined)
    t.diagnostic('closing answers whoever still waits')
    await estimates.close()
    assert.deepEqual(await Promise.all([stuck, waiting]), [undefined, undefined])
  })

  it('because others wait is answered at once to whoever only types', async (t) => {
    const estimates = createStrengthEstimates({ program: STUCK, timeMs: 60_000 })
    t.after(() => estimates.close())
    for (const _ of [1, 2, 3]) void estimates.estimate('stuck', [])
    assert.equal(await estimates.estimate('typed', [], 'early'), undefined)
  })

  it('because the thread cannot start is no failure', async (t) => {
    const estimates = createStrengthEstimates({ program: new URL('data:text/javascript,throw 1') })
    t.after(() => estimates.close())
    assert.equal(await estimates.estimate('anything', []), undefined)
    assert.equal(await estimates.estimate('anything else', []), undefined)
  })
})
