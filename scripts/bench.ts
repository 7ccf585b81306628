/**
 * `npm run bench [-- --quick] [-- --rows PART] [-- --write]`: Gatepost beside what people would use instead. Prints
 * tables; with `--write` they become docs/PERFORMANCE.md. About three quarters of an hour; `--quick` about eight minutes, with
 * one round of fewer messages.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createUsers, eventCost, signIns } from './bench/accounts.ts'
import { withEndpoints, withWaiting } from './bench/growth.ts'
import { machine } from './bench/machine.ts'
import { drain, kill, latency } from './bench/measure.ts'
import { ROOT } from './bench/process.ts'
import { startReceiver } from './bench/receiver.ts'
import {
  BULLMQ,
  bars,
  comparison,
  growthTables,
  losses,
  POSTGRES,
  page,
  plot,
  type Results,
  SQLITE,
} from './bench/report.ts'
import { allRows, type Row } from './bench/rows.ts'
import { startPostgres } from './bench/stores.ts'

const { values: wish } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rows: { type: 'string' },
    write: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})
const size = wish.quick
  ? {
      messages: 5000,
      rounds: 1,
      minutes: 10,
      steadySeconds: 2,
      killed: 3000,
      waiting: [1000, 20_000],
      endpoints: [1, 100],
      users: 300,
      signIns: 200,
    }
  : {
      messages: 20_000,
      rounds: 3,
      minutes: 60,
      steadySeconds: 8,
      killed: 10_000,
      waiting: [1000, 100_000, 1_000_000],
      endpoints: [1, 100, 1000],
      users: 3000,
      signIns: 1500,
    }

/** A quick run asks for the time from commit to receipt of these rows alone. */
const QUICK = [SQLITE, POSTGRES, BULLMQ]

const said = machine()
console.log(`Machine: ${said}\n`)
const [receiver, postgres] = [await startReceiver(), await startPostgres()]
const rows = allRows(postgres).filter(({ name }) =>
  name.toLowerCase().includes((wish.rows ?? '').toLowerCase()),
)
for (const { name, settings, absent } of rows)
  console.log(`${name}: ${settings}${absent ? ` — ${absent}` : ''}`)
const wanted = (part: string) => wish.only === undefined || wish.only === part

const began = performance.now()

/** One part that fails, or for which no time is left, is told and left out; the others still run. */
async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  const begin = performance.now()
  if (begin - began > size.minutes * 60_000) {
    console.error(`${what}: left out, ${size.minutes} minutes are over`)
    return undefined
  }
  try {
    const result = await work()
    console.error(`${what}: ${((performance.now() - begin) / 1000).toFixed(0)} s ${JSON.stringify(result)}`)
    return result
  } catch (error) {
    console.error(`${what}: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}

async function measureRow(
  row: Row,
  rounds: Awaited<ReturnType<typeof drain>>[],
): Promise<Results['rows'][number]> {
  const told = !wish.quick || QUICK.includes(row.name)
  const slow = wanted('latency') && told && row.keeps && !row.absent
  return {
    row,
    rounds,
    latency: slow
      ? await attempt(`${row.name}: latency`, () => latency(row, receiver, size.steadySeconds))
      : undefined,
    killed:
      wanted('kill') && !row.absent && (!wish.quick || row.name === SQLITE)
        ? await attempt(`${row.name}: kill`, () => kill(row, receiver, size.killed))
        : undefined,
  }
}

const drained = new Map<Row, Awaited<ReturnType<typeof drain>>[]>(rows.map((row) => [row, []]))
// Round by round, so that a slow minute of the machine falls on all rows alike.
for (let round = 0; wanted('rate') && round < size.rounds; round++)
  for (const [row, rounds] of drained) {
    if (row.absent) continue
    const one = await attempt(`${row.name}: round ${round + 1}`, () => drain(row, receiver, size.messages))
    if (one) rounds.push(one)
  }
const measured: Results['rows'][number][] = []
for (const [row, rounds] of drained) measured.push(await measureRow(row, rounds))

const results: Results = {
  machine: said,
  messages: size.messages,
  rounds: size.rounds,
  rows: measured,
  waiting: wanted('growth') ? await growWaiting() : [],
  endpoints: wanted('growth')
    ? await each(size.endpoints, async (endpoints) => ({
        endpoints,
        rate: await withEndpoints(endpoints, receiver),
      }))
    : [],
  eventCosts: wanted('growth')
    ? await each([0, ...size.endpoints.filter((count) => count !== 100)], async (endpoints) => ({
        endpoints,
        ms: await eventCost(endpoints, receiver),
      }))
    : [],
  created: wanted('accounts')
    ? await each([undefined, postgres], async (store) => ({
        database: store ? 'PostgreSQL' : 'SQLite',
        result: await createUsers(size.users, receiver, store),
      }))
    : [],
  signIns: (wanted('accounts') ? await attempt('sign-ins', () => signIns(size.signIns)) : undefined) ?? {
    rate: Number.NaN,
    bare: Number.NaN,
    generatorShare: Number.NaN,
  },
}
await receiver.stop()
await postgres.stop()

console.log(
  `\n${comparison(results)}\n\n${growthTables(results).join('\n\n')}\n\n${[...bars(results), '', ...losses(results)].join('\n')}`,
)
if (wish.write) {
  writeFileSync(join(ROOT, 'docs/PERFORMANCE.md'), page(results))
  writeFileSync(join(ROOT, 'docs/performance.svg'), plot(results))
}
process.exit(0)

async function growWaiting(): Promise<Results['waiting']> {
  const stores = wish.quick ? [undefined] : [undefined, postgres]
  return each(stores, async (store) => ({
    database: store ? 'PostgreSQL' : 'SQLite',
    points: await each(size.waiting, (waiting) => withWaiting(waiting, receiver, store)),
  }))
}

async function each<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const one of list) {
    const result = await attempt(`${work.name || 'measure'} ${typeof one === 'object' ? '' : one}`, () =>
      work(one),
    )
    if (result !== undefined) results.push(result)
  }
  return results
}
