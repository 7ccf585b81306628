/**
 * `npm run figures`: the figures that the engine promises, measured here and now: the claim under a large backlog,
 * healthy endpoints beside one that hangs, what a million deliveries leave behind, the list of a million users on both
 * databases, and whether the time of a refused sign-in tells who has an account. `-- claim`, `-- fairness`,
 * `-- import` (sign-ins beside an import of 50,000),
 * `-- steady [DELIVERIES]`, `-- users [USERS]`, `-- enumeration` or `-- backfill [USERS]` measures one
 * of them. Ends with exit code 1 when one is not met.
 * `-- pages [EVENTS]`: every page of the console and list of the API with a million events and deliveries.
 */
import { oneHangs } from '../test/faults/fairness.ts'
import type { Fault } from '../test/faults/fault.ts'
import { importBesideSignIns } from '../test/faults/imports.ts'
import { playFault } from '../test/faults/play.ts'
import { prepareSurroundings } from '../test/faults/surroundings.ts'
import { measureBackfill } from './figures/backfill.ts'
import { measureClaim } from './figures/claim.ts'
import { measureEnumeration } from './figures/enumeration.ts'
import type { Figure } from './figures/figure.ts'
import { measurePages } from './figures/pages.ts'
import { measureSteadyLoad } from './figures/steady-load.ts'
import { measureUsers } from './figures/users.ts'

const [only, count = '1000000'] = process.argv.slice(2)
const wanted = (part: string) => only === undefined || only === part
const cleanUps: (() => void | Promise<void>)[] = []
const scope = { after: (cleanUp: () => void | Promise<void>) => void cleanUps.push(cleanUp) }
const tell = (words: string) => void process.stderr.write(`${words}\n`)
const HANGS = { healthy: 199, waiting: 200_000, turns: 3, stretchMs: 15_000, timeoutMs: 15_000, timed: true }
const IMPORT = { users: 50_000, turns: 3, quietMs: 15_000, timed: true }
const figures: Figure[] = []
try {
  // Not among all of them unless asked for: it takes as long as a first sync does.
  if (only === 'backfill')
    figures.push(...(await measureBackfill(scope, Number(process.argv[3] ?? 10_000), tell)))
  if (wanted('claim')) figures.push(...(await measureClaim()))
  if (wanted('pages'))
    for (const where of ['SQLite', 'PostgreSQL'] as const)
      figures.push(...(await measurePages(scope, where, Number(count), tell)))
  if (wanted('users')) figures.push(...(await measureUsers(scope, Number(count))))
  if (wanted('enumeration')) figures.push(...(await measureEnumeration(scope)))
  if (wanted('fairness') || wanted('import') || wanted('steady')) {
    const surroundings = await prepareSurroundings(scope)
    if (wanted('fairness')) figures.push(await measureFairness(oneHangs(HANGS), surroundings))
    if (wanted('import')) figures.push(await measureFairness(importBesideSignIns(IMPORT), surroundings))
    if (wanted('steady')) figures.push(...(await measureSteadyLoad(scope, surroundings, Number(count), tell)))
  }
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
}
for (const { name, value, demand, met } of figures)
  console.log(`${met ? 'met   ' : 'MISSED'}  ${name}: ${value} (${demand})`)
process.exitCode = figures.length > 0 && figures.every(({ met }) => met) ? 0 : 1

/** A fault whose healthy part is held against the same without it. */
async function measureFairness(fault: Fault, surroundings: Parameters<typeof playFault>[1]): Promise<Figure> {
  const [row] = await playFault(fault, surroundings)
  return {
    name: row?.name ?? '',
    value: [row?.note, ...(row?.faults ?? [])].filter(Boolean).join('; '),
    demand: 'p95 at most twice the undisturbed one, nothing lost',
    met: row !== undefined && row.faults.length === 0,
  }
}
