import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { malformed } from '../support/malformed.ts'
import { suiteScope } from '../support/scope.ts'
import { openThrower, type Thrower, type Thrown } from '../support/throw-malformed.ts'

const SEED = 20261123
const CASES = 10_000
/** Waiting for the database and for the parsers overlaps. */
const AT_ONCE = 8
/** Frames of a stack, paths of the code, and sentences of the databases. */
const INSIDE =
  /node_modules|\n\s+at |\.tsx?:\d+|file:\/\/\/|SQLITE_|syntax error at or near|invalid input syntax/

describe('ten thousand malformed requests to all routes', () => {
  const scope = suiteScope()
  let thrower: Thrower
  before(async () => {
    thrower = await openThrower(scope)
  })

  it('are all answered, none by a fault of the server, and none shows what is inside', async (t) => {
    t.diagnostic(`seed ${SEED}`)
    const cases = fc.sample(malformed, { numRuns: CASES, seed: SEED })
    const thrown: Thrown[] = []
    let next = 0
    const work = async () => {
      for (let at = next++; at < cases.length; at = next++) {
        const one = cases[at]
        if (one) thrown.push(await thrower.throw(one, at))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))

    const bad = thrown.filter(
      ({ status, text }) => status === undefined || status >= 500 || INSIDE.test(text),
    )
    const faults = thrower.faults()
    assert.deepEqual(
      [...bad.slice(0, 20).map(inWords), ...faults.slice(0, 5)],
      [],
      `${bad.length} of ${CASES}`,
    )

    // 431 is Node's own answer to an address that is too long; no code of ours runs.
    const programs = thrown.filter(
      ({ route, status = 0 }) => route.startsWith('/api/') && status >= 400 && status !== 431,
    )
    const noProblem = programs.filter(
      ({ method, type }) => method !== 'HEAD' && !type.startsWith('application/problem+json'),
    )
    assert.deepEqual(noProblem.slice(0, 5).map(inWords), [])

    const untouched = thrower.routes.filter(({ path }) => !thrown.some(({ route }) => route === path))
    assert.deepEqual(untouched, [])
    const signedIn = thrown.filter(
      ({ who, body }) => who !== 'stranger' && who !== 'program' && body === 'fields',
    )
    const turnedAway = signedIn.filter(({ text }) =>
      text.includes('This form is too old or came from another site'),
    )
    assert.ok(
      turnedAway.length < signedIn.length / 5,
      `${turnedAway.length} of ${signedIn.length} lacked a token`,
    )
    t.diagnostic(tally(thrown))
  })
})

function inWords({ number, who, method, url, status, text, sent }: Thrown): string {
  return `${number} ${who} ${method} ${url.slice(0, 200)} ${status ?? 'no answer'} ${sent.slice(0, 300)} → ${text.slice(0, 200)}`
}

/** How many answers had which status. */
function tally(thrown: readonly Thrown[]): string {
  const counts = new Map<string, number>()
  for (const { status } of thrown) counts.set(String(status), (counts.get(String(status)) ?? 0) + 1)
  return [...counts]
    .sort()
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ')
}
