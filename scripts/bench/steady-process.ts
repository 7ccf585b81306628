/**
 * A Gatepost worker that announces events itself at a steady rate, as a server does that people work with: the time
 * of each commit is known to the millisecond's fraction. Prints `at <event id> <nanoseconds>` for each.
 */
import { openInstallation, readAllSettings } from '../../src/compose/open-installation.ts'
import { createDispatch } from '../../src/hooks/dispatch.ts'
import { startJobs } from '../../src/hooks/jobs.ts'
import { draft } from './events.ts'
import { now, pause } from './time.ts'

const [count, rate, users] = [process.env.COUNT, process.env.RATE, process.env.USERS].map(Number)
if (!count || !rate || !users) throw new Error('COUNT, RATE and USERS are numbers above 0')

const installed = await openInstallation(readAllSettings(process.env))
const { db, deps, log, parts, woken } = installed
const { clock } = deps
const { here } = woken
const { subscribers } = parts
const dispatch = createDispatch({ db, clock, log, committed: woken.log, here, subscribers })
startJobs([...dispatch, ...parts.jobs], log)

const committed: number[] = []
const running: Promise<void>[] = []
const begin = now() + 1000
for (let n = 0; n < count; n++) {
  const wait = begin + (n * 1000) / rate - now()
  if (wait > 0) await pause(wait)
  const one = deps.transaction((tx) => deps.announce(tx, draft(n, users)))
  running.push(
    one.then(() => {
      committed[n] = now()
    }),
  )
}
await Promise.all(running)
await pause(2000)
const rows: { id: string; context: string }[] = await db.reader('events').select('id', 'context')
for (const { id, context } of rows) {
  const at = committed[Number(/"req_(\d+)"/.exec(context)?.[1] ?? -1)]
  if (at !== undefined) console.log(`at ${id} ${Math.round(at * 1e6)}`)
}
console.log('done')
process.stdin.resume().on('end', () => process.exit(0))
