import { AsyncResource } from 'node:async_hooks'
import { isOutage } from '../lib/outage.ts'
import type { Database, Tx } from './database.ts'
import { POSTED } from './posted.ts'

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
  readonly place: number | undefined
  readonly since: number
  /** Does its work; answers how to tell its caller, once that is committed. */
  work(tx: Tx): Promise<() => void>
  fail(error: unknown): void
}

/**
 * Transactions that take turns. What waits for its turn goes into one commit, one after the other, each behind a
 * savepoint: it is the wait for the disk at each commit that limits how many transactions there are in a second. One
 * that throws is rolled back alone; nobody is told before the commit.
 *
 * Where others take locks as well, each has a place: a group has rising ones, and so takes its locks in the order in
 * which everybody takes them.
 */
export function groupCommits(
  transaction: Transaction,
): <T>(work: (tx: Tx) => Promise<T>, place?: number) => Promise<T> {
  const waiting: Member[] = []
  let busy = false
  const commitAll = async () => {
    busy = true
    while (waiting.length > 0) await commitGroup(transaction, waiting)
    busy = false
  }
  return <T>(work: (tx: Tx) => Promise<T>, place?: number) =>
    new Promise<T>((resolve, fail) => {
      // Whoever asked is known by the asynchronous context, and a group is run in that of its first member.
      const bound = AsyncResource.bind(work)
      waiting.push({
        place,
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
  const outcomes = new Map<Member, Outcome>()
  try {
    await transaction(async (tx) => {
      const until = performance.now() + JOIN_MS
      for (let next = waiting.shift(); next; next = mayJoin() ? waiting.shift() : undefined) {
        // The first needs no savepoint: where it fails there is nothing else to keep.
        const first = group.length === 0
        // Whoever takes part is told how it ended, whichever statement fails.
        group.push(next)
        if (group.length === 2) await post(tx, 'savepoint members')
        if (first) outcomes.set(next, { tell: await next.work(tx) })
        else outcomes.set(next, await join(tx, `member_${group.length}`, next))
      }
      // Fails where SQLite, for some faults, has rolled back everything by itself and nobody said so.
      if (group.length > 1) await post(tx, 'release members')
      function mayJoin(): boolean {
        const [last, next] = [group.at(-1)?.place, waiting[0]?.place]
        if (last !== undefined && next !== undefined && next <= last) return false
        return group.length < MOST && performance.now() < until && !closed.has(tx)
      }
    })
  } catch (error) {
    // Those that never got the writer, and have waited for it long enough.
    if (group.length === 0) group.push(...waiting.splice(0, lateOnes(waiting)))
    else if (group.length > 1 && group.every(mayBeginAgain) && !isOutage(error)) {
      // What one of them posted has failed behind its end: alone, each hears of its own faults and of no other's.
      for (const member of group) await commitGroup(transaction, [member])
      return
    }
    for (const member of group) member.fail(outcomes.get(member)?.error ?? error)
    return
  }
  for (const [member, { tell, error }] of outcomes) {
    if (tell) tell()
    else member.fail(error)
  }
}

/** How the work of a member ended: with a way to tell its caller, or with an error. */
interface Outcome {
  readonly tell?: () => void
  readonly error?: unknown
}

/** A step is work on the database and nothing else. */
const mayBeginAgain = ({ place }: Member): boolean => place !== undefined

/**
 * Undoes what a member did that throws; throws where the transaction is lost as a whole. Its savepoint stays below the
 * next one's: all of them are released together.
 */
async function join(tx: Tx, name: string, member: Member): Promise<Outcome> {
  await post(tx, `savepoint ${name}`)
  try {
    return { tell: await member.work(tx) }
  } catch (error) {
    // Its own name: where something failed that was posted before it, there is no such savepoint, and all is lost.
    await post(tx, `rollback to ${name}`)
    return { error }
  }
}

const post = (tx: Tx, sql: string) => tx.raw(sql).options(POSTED)

/** How many, from the front, have lost patience; the first one in any case. */
function lateOnes(waiting: readonly Member[]): number {
  const since = performance.now() - PATIENCE_MS
  const patient = waiting.findIndex((one, index) => index > 0 && one.since > since)
  return patient === -1 ? waiting.length : patient
}
