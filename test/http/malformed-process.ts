/**
 * Throws malformed requests at all routes, and prints in one line of JSON what is wrong with the answers:
 * `malformed-process.ts SEED CASES`. It is a process of its own because node:test follows every promise of its own
 * process, which takes longer than many of these answers.
 */
import fc from 'fast-check'
import { malformed } from '../support/malformed.ts'
import type { Scope } from '../support/scope.ts'
import { openThrower, type Thrown } from '../support/throw-malformed.ts'

/** All lists but `untouched` hold the first few, in words. */
export interface MalformedReport {
  /** How many were not answered, or by a fault of the server, or with something of its inside. */
  readonly badCount: number
  readonly bad: readonly string[]
  /** What the process log holds of them. */
  readonly faults: readonly string[]
  /** Refusals of the API that are no problem documents. */
  readonly noProblem: readonly string[]
  /** Routes that no request was for. */
  readonly untouched: readonly string[]
  /** Forms of people who are signed in, and those of them that were turned away for their token. */
  readonly signedIn: number
  readonly turnedAway: number
  /** How many answers had which status. */
  readonly tally: string
}

/** Waiting for the database and for the parsers overlaps. */
const AT_ONCE = 8
/** Frames of a stack, paths of the code, and sentences of the databases. */
const INSIDE =
  /node_modules|\n\s+at |\.tsx?:\d+|file:\/\/\/|SQLITE_|syntax error at or near|invalid input syntax/

const [seed = '', numRuns = ''] = process.argv.slice(2)
const cleanUps: (() => void | Promise<void>)[] = []
const scope: Scope = { after: (cleanUp) => void cleanUps.push(cleanUp) }
const thrower = await openThrower(scope)
const thrown: Thrown[] = []
let next = 0
const cases = fc.sample(malformed, { numRuns: Number(numRuns), seed: Number(seed) })
await Promise.all(Array.from({ length: AT_ONCE }, work))
console.log(`report ${JSON.stringify(report())}`)
for (const cleanUp of cleanUps.reverse()) await cleanUp()

async function work(): Promise<void> {
  for (let at = next++; at < cases.length; at = next++) {
    const one = cases[at]
    if (one) thrown.push(await thrower.throw(one, at))
  }
}

function report(): MalformedReport {
  const bad = thrown.filter(({ status, text }) => status === undefined || status >= 500 || INSIDE.test(text))
  // 431 is Node's own answer to an address that is too long; no code of ours runs.
  const refused = thrown.filter(
    ({ route, status = 0 }) => route.startsWith('/api/') && status >= 400 && status !== 431,
  )
  const noProblem = refused.filter(
    ({ method, type }) => method !== 'HEAD' && !type.startsWith('application/problem+json'),
  )
  const signedIn = thrown.filter(
    ({ who, body }) => who !== 'stranger' && who !== 'program' && body === 'fields',
  )
  const turnedAway = signedIn.filter(({ text }) =>
    text.includes('This form is too old or came from another site'),
  )
  const untouched = thrower.routes.filter(({ path }) => !thrown.some(({ route }) => route === path))
  return {
    badCount: bad.length,
    bad: bad.slice(0, 20).map(inWords),
    faults: thrower.faults().slice(0, 5),
    noProblem: noProblem.slice(0, 5).map(inWords),
    untouched: untouched.map(({ method, path }) => `${method} ${path}`),
    signedIn: signedIn.length,
    turnedAway: turnedAway.length,
    tally: tally(),
  }
}

function inWords({ number, who, method, url, status, text, sent }: Thrown): string {
  return `${number} ${who} ${method} ${url.slice(0, 200)} ${status ?? 'no answer'} ${sent.slice(0, 300)} → ${text.slice(0, 200)}`
}

function tally(): string {
  const counts = new Map<string, number>()
  for (const { status } of thrown) counts.set(String(status), (counts.get(String(status)) ?? 0) + 1)
  return [...counts]
    .sort()
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ')
}
