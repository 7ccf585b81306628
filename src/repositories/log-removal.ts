/** The two ways in which something leaves the log: by age, and with its user. */
import type { Read, Tx } from '../db/database.ts'

/** Removes up to `limit` of the oldest events below `position`; answers how many. */
export async function removeEventsBelow(tx: Tx, position: number, limit: number): Promise<number> {
  const rows: { position: number; seq: number }[] = await tx('log')
    .where('position', '<', position)
    .orderBy('position')
    .limit(limit)
    .select('position', 'seq')
  const last = rows.at(-1)
  if (!last) return 0
  await tx('events')
    .whereIn(
      'seq',
      rows.map((row) => row.seq),
    )
    .delete()
  await tx('log').where('position', '<=', last.position).delete()
  return rows.length
}

/** Whether an event lies below `position`. */
export async function anyEventBelow(read: Read, position: number): Promise<boolean> {
  return (await read('log').where('position', '<', position).first('position')) !== undefined
}

/** A user who was deleted and whose payloads are still here. */
export interface GoneUser {
  /** Of the event `user.deleted`. */
  readonly seq: number
  readonly userId: string
  readonly at: number
  /** Null while that event has no place in the log. */
  readonly position: number | null
}

/** Gone users in the order of their deletion, after event `seq`. */
export async function goneUsers(read: Read, seq: number, limit: number): Promise<GoneUser[]> {
  return read('events')
    .leftJoin('log', 'log.seq', 'events.seq')
    .whereRaw("events.type = 'user.deleted' and events.data is not null")
    .where('events.seq', '>', seq)
    .orderBy('events.seq')
    .limit(limit)
    .select({ seq: 'events.seq', userId: 'events.subject', at: 'events.at', position: 'log.position' })
}

/**
 * Takes the payload out of up to `limit` events about a user, oldest first, so that `user.deleted` stays in the list
 * of `goneUsers` until all the others are done; of the circumstances only who did it stays. The one exception to
 * events being written once. Answers how many.
 */
export async function erasePayloadsOf(tx: Tx, userId: string, limit: number): Promise<number> {
  const rows: { seq: number; context: string }[] = await tx('events')
    .where({ subject: userId })
    .whereNotNull('data')
    .orderBy('seq')
    .limit(limit)
    .select('seq', 'context')
  if (rows.length === 0) return 0
  const kept = rows.flatMap(({ seq, context }) => [seq, JSON.stringify({ actor: JSON.parse(context).actor })])
  const cases = rows.map(() => 'when ? then ?').join(' ')
  await tx('events')
    .whereIn(
      'seq',
      rows.map((row) => row.seq),
    )
    .update({ data: null, context: tx.raw(`case seq ${cases} end`, kept) })
  return rows.length
}
