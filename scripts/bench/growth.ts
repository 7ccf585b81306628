/** How Gatepost's rate changes with what waits, and with the number of endpoints. */
import { claim } from '../../plugins/webhooks/delivery/claim.ts'
import { draft } from './events.ts'
import { type Gatepost, openGatepost } from './gatepost.ts'
import type { Running } from './process.ts'
import type { Receiver } from './receiver.ts'
import { USERS } from './rows.ts'
import type { Postgres } from './stores.ts'
import { median, now } from './time.ts'

export interface Waiting {
  readonly waiting: number
  readonly rate: number
  /** Milliseconds of one claim of 512 rows, its commit left out. */
  readonly claimMs: number
}

const WARM_UP = 2000
const MEASURED = 10_000
const PATIENCE_MS = 120_000

/** The rate over 10,000 deliveries at one endpoint, after which so many are still waiting. */
export async function withWaiting(
  waiting: number,
  receiver: Receiver,
  postgres: Postgres | undefined,
): Promise<Waiting> {
  const database = await postgres?.create()
  const installation = await openGatepost(database?.url)
  let server: Running | undefined
  try {
    await installation.addEndpoint(`${receiver.url}/oa`)
    await seedWaiting(installation, waiting + WARM_UP + MEASURED)
    await installation.installed.db.writer('webhooks_endpoint_runtime').update({ cap: 512 })
    const claimMs = await claimTime(installation)
    await receiver.reset()
    server = await installation.start()
    const rate = await rateOf(receiver)
    return { waiting, rate, claimMs }
  } finally {
    await server?.kill()
    await installation.close()
    await database?.drop()
  }
}

/** The rate over 10,000 deliveries of events that go to so many endpoints each. */
export async function withEndpoints(endpoints: number, receiver: Receiver): Promise<number> {
  const installation = await openGatepost()
  let server: Running | undefined
  try {
    for (let n = 0; n < endpoints; n++) await installation.addEndpoint(`${receiver.url}/oa/${n}`)
    await installation.announce(0, Math.ceil((WARM_UP + MEASURED) / endpoints), USERS)
    await receiver.reset()
    server = await installation.start()
    return await rateOf(receiver)
  } finally {
    await server?.kill()
    await installation.close()
  }
}

async function rateOf(receiver: Receiver): Promise<number> {
  await receiver.arrived(WARM_UP, PATIENCE_MS)
  const [begin, before] = [now(), await receiver.count()]
  await receiver.arrived(WARM_UP + MEASURED, PATIENCE_MS)
  const [end, after] = [now(), await receiver.count()]
  return ((after.seen - before.seen) * 1000) / (end - begin)
}

/** Median of twenty claims of 512 rows, each rolled back. */
async function claimTime({ installed: { db } }: Gatepost): Promise<number> {
  const took: number[] = []
  const back = new Error('rolled back')
  const wish = { now: Date.now(), want: 512, wantSlow: 512, slow: new Set<number>() }
  for (let n = 0; n < 20; n++)
    await db
      .transaction(async (tx) => {
        const begin = performance.now()
        await claim(tx, db.dialect, wish)
        took.push(performance.now() - begin)
        throw back
      })
      .catch((error: unknown) => {
        if (error !== back) throw error
      })
  return median(took)
}

/** Events and deliveries as fan-out would have written them, straight into the tables: a million in seconds. */
async function seedWaiting({ installed: { db } }: Gatepost, count: number): Promise<void> {
  const { type, data, context } = draft(0, USERS)
  const numbers = 'with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)'
  await db.transaction(async (tx) => {
    // What told of the endpoint's making is in nobody's way then.
    await tx('outbox').delete()
    await tx('events').delete()
    await tx.raw(
      `insert into events (seq, id, type, subject, sequence, at, data, context)
       ${numbers} select i, 'evt_seed' || i, ?, 'usr_' || (i % ${USERS}), 1 + i / ${USERS}, cast(? as bigint), ?, ? from n`,
      [count, type, Date.now(), JSON.stringify(data), JSON.stringify(context)],
    )
    await tx.raw('insert into log (position, seq, type) select seq, seq, type from events')
    await tx('log_head').update({ position: count })
    await tx('subscriber_cursors').insert({ name: 'webhooks', position: count, seen_at: Date.now() })
    // The ledger follows the log; it would count a million events beside what is measured.
    await tx('webhooks_ledger').update({ position: count })
    await tx('webhooks_endpoint_versions').update({ from_position: 1 })
    await tx.raw(
      `insert into webhooks_deliveries (endpoint, position, lane, state, due)
       ${numbers} select 1, i, 'usr_' || (i % ${USERS}), case when i <= ${USERS} then 'pending' else 'held' end, 0 from n`,
      [count],
    )
  })
  // A million rows in one go leave work behind that a day's traffic would have spread out.
  const after = db.dialect.singleServer
    ? ['analyze', 'pragma wal_checkpoint(truncate)']
    : ['vacuum analyze', 'checkpoint']
  for (const statement of after) await db.writer.raw(statement)
}
