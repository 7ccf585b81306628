import type { Database } from '../db/database.ts'
import type { Clock } from '../lib/clock.ts'
import { erasePayloadsOf, type GoneUser, goneUsers } from '../repositories/log-removal.ts'
import { listCursors, usersWithParked } from '../repositories/subscriber-cursors.ts'
import type { Log, Subscriber } from './contract.ts'

/** Users looked at in one go. */
const PAGE = 100
/** Events in one transaction. */
const SLICE = 100
/** What is still owed about a deleted user keeps the payloads for this long at most. */
const LONGEST_MS = 30 * 24 * 3_600_000

export interface ErasureParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly subscribers: readonly Subscriber[]
}

/**
 * Erases the payloads of deleted users: once every subscriber has read of the deletion, nothing about the user is set
 * aside, and none owes anything about the user, or after thirty days. Subscribers remove their own copies first. Answers how many users it did.
 */
export async function eraseGoneUsers(parts: ErasureParts): Promise<number> {
  const { db, log, subscribers } = parts
  let done = 0
  let after = 0
  let page: readonly GoneUser[]
  do {
    page = await goneUsers(db.reader, after, PAGE)
    for (const { userId } of await ready(parts, page)) {
      for (const subscriber of subscribers) await subscriber.erase?.(userId)
      let erased: number
      do erased = await db.transaction((tx) => erasePayloadsOf(tx, userId, SLICE))
      while (erased === SLICE)
      done += 1
    }
    after = page.at(-1)?.seq ?? after
  } while (page.length === PAGE)
  if (done > 0) log.info({ users: done }, 'payloads of deleted users were erased')
  return done
}

async function ready(
  { db, clock, subscribers }: ErasureParts,
  users: readonly GoneUser[],
): Promise<GoneUser[]> {
  const overdue = (user: GoneUser) => user.at <= clock.now() - LONGEST_MS
  const cursors = await listCursors(db.reader)
  const readTo = Math.min(
    ...subscribers.map(({ name }) => cursors.find((cursor) => cursor.name === name)?.position ?? 0),
  )
  const heard = users.filter(({ position }) => position !== null && position <= readTo)
  const ids = heard.map(({ userId }) => userId)
  const owed = new Set(await usersWithParked(db.reader, ids))
  for (const subscriber of subscribers)
    for (const id of (await subscriber.owesAbout?.(ids)) ?? []) owed.add(id)
  return users.filter((user) => overdue(user) || (heard.includes(user) && !owed.has(user.userId)))
}
