/**
 * An engine in a process of its own, for tests that kill it: `engine-process.ts LOCATION ROUND`. Announces three
 * events of each of ten users of this round, works until nothing is open, and exits with 0.
 */
import { type Location, openDatabase } from '../../../src/db/connect.ts'
import { openEngine, registered, renamed } from './running-engine.ts'

const [where = '', round = ''] = process.argv.slice(2)
const location: Location = JSON.parse(where)
const db = openDatabase(location)
const engine = await openEngine({
  store: { db, location, file: '', close: () => db.close() },
  key: Buffer.alloc(32, 7),
})
// A leap over every pause of the schedule, so that a failure before the kill is tried again at once.
engine.clock.move(Number(round) * 3_600_000)
engine.start()
for (let n = 0; n < 10; n++) {
  const user = `usr_${round}_${n}`
  await engine.announce(registered(user), renamed(user, 'Anne'))
  await engine.announce(renamed(user, 'Anna'))
}
await engine.settled()
await engine.close()
