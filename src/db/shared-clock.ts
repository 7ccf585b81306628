import type { Knex } from 'knex'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { Database } from './database.ts'

/** Asked anew this often: a machine that slept, or a database that moved, is noticed after this. */
const ASK_EVERY_MS = 10_000
/** At the start: the quickest of these answers says most. */
const FIRST_ASKS = 3

/** What the database said of the time, against this process's monotonic clock. */
interface Reading {
  /** The time of day at the monotonic clock's zero, in epoch milliseconds. */
  readonly zero: number
  /** How long the answer took, which bounds the error. */
  readonly tookMs: number
}

/**
 * The time that every node decides by: where several may work on one database, the database's own. A node whose
 * wall clock is an hour ahead would otherwise take over leases that are still held, and one that is behind would let
 * its deliveries wait. Between two askings the monotonic clock counts on, whatever happens to the wall clock.
 */
export async function sharedClock({
  dialect,
  reader,
}: Pick<Database, 'dialect' | 'reader'>): Promise<{ readonly clock: Clock; stop(): void }> {
  const sql = dialect.timeOfDay
  if (sql === undefined) return { clock: systemClock, stop: () => {} }
  let best = await ask(reader, sql)
  for (let asked = 1; asked < FIRST_ASKS; asked += 1) best = better(best, await ask(reader, sql))
  const timer = setInterval(() => {
    // A database that does not answer is noticed by everybody else; the time goes on.
    ask(reader, sql).then(
      (reading) => {
        best = better(best, reading)
      },
      () => {},
    )
  }, ASK_EVERY_MS).unref()
  return {
    clock: { now: () => Math.round(best.zero + performance.now()) },
    stop: () => clearInterval(timer),
  }
}

async function ask(reader: Knex, sql: string): Promise<Reading> {
  const before = performance.now()
  const { rows }: { rows: { now: number }[] } = await reader.raw(`select ${sql} as now`)
  const after = performance.now()
  return { zero: (rows[0]?.now ?? Number.NaN) - (before + after) / 2, tookMs: after - before }
}

/** A new reading counts when it is the finer one, or when the old one cannot be true any more. */
function better(old: Reading, fresh: Reading): Reading {
  const contradicts = Math.abs(fresh.zero - old.zero) > (fresh.tookMs + old.tookMs) / 2
  return contradicts || fresh.tookMs <= old.tookMs ? fresh : old
}
