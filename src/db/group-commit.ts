import { AsyncResource } from 'node:async_hooks'
import type { Database, Tx } from './database.ts'

/** No further transaction joins a group that is this old: those before it wait for the commit. */
const JOIN_MS = 20
const MOST = 64
/** As long as a transaction waits for the writer. */
const PATIENCE_MS = 30_000

type Transaction = Database['transaction']

const closed = new WeakSet<Tx>()

/** Something waits for the commit of `tx`: where transactions share one, nobody joins behind this one. */
export function commitSoon(tx: Tx): void {
  closed.add(tx)
}

interface Member {
  readonly since: number
  /** Does its work; answers how to tell its caller, once that is committed. */
  work(tx: Tx): Promise<() => void>
  fail(error: unknown): void
}

/**
 * Transactions for a database with one writer. What waits for the writer when it becomes free goes into one commit,
 * one after the other, each behind a savepoint: it is the wait for the disk at each commit that limits how many
 * transactions there are in a second. One that throws is rolled back alone; nobody is told before the commit.
 */
export function groupCommits(transaction: Transaction): Transaction {
  const waiting: Member[] = []
  let busy = false
  const commitAll = async () => {
    busy = true
    while (waiting.length > 0) await commitGroup(transaction, waiting)
    busy = false
  }
  return <T>(work: (tx: Tx) => Promise<T>) =>
    new Promise<T>((resolve, fail) => {
      // Whoever asked is known by the asynchronous context, and a group is run in that of its first member.
      const bound = AsyncResource.bind(work)
      waiting.push({
        since: performance.now(),
        work: async (tx) => {
          const result = await bound(tx)
          return () => resolve(result)
        },
        fail,
      })
      if (!busy) void commitAll()
    })
}

async function commitGroup(transaction: Transaction, waiting: Member[]): Promise<void> {
  const group: Member[] = []
  const tell: (() => void)[] = []
  try {
    await transaction(async (tx) => {
      const until = performance.now() + JOIN_MS
      for (let next = waiting.shift(); next; next = mayJoin() ? waiting.shift() : undefined) {
        // The first needs no savepoint: where it fails there is nothing else to keep.
        const first = group.length === 0
        // Whoever takes part is told how it ended, whichever statement fails.
        group.push(next)
        if (group.length === 2) await tx.raw('savepoint members')
        if (first) tell.push(await next.work(tx))
        else await join(tx, next, tell)
      }
      // Fails where SQLite, for some faults, has rolled back everything by itself and nobody said so.
      if (group.length > 1) await tx.raw('release members')
      function mayJoin(): boolean {
        return group.length < MOST && performance.now() < until && !closed.has(tx)
      }
    })
  } catch (error) {
    // Those that never got the writer, and have waited for it long enough.
    if (group.length === 0) group.push(...waiting.splice(0, lateOnes(waiting)))
    for (const { fail } of group) fail(error)
    return
  }
  for (const one of tell) one()
}

/**
 * Tells a member that throws of it; throws where the transaction is lost as a whole. Its savepoint stays below the next
 * one's: all of them are released together.
 */
async function join(tx: Tx, member: Member, tell: (() => void)[]): Promise<void> {
  await tx.raw('savepoint member')
  try {
    tell.push(await member.work(tx))
  } catch (error) {
    member.fail(error)
    await tx.raw('rollback to member')
  }
}

/** How many, from the front, have lost patience; the first one in any case. */
function lateOnes(waiting: readonly Member[]): number {
  const since = performance.now() - PATIENCE_MS
  const patient = waiting.findIndex((one, index) => index > 0 && one.since > since)
  return patient === -1 ? waiting.length : patient
}
