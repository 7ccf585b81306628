/** Users by id, as a long walk through some or all of them goes on. */
import type { Knex } from 'knex'
import type { Read } from '../db/database.ts'
import type { UserStatus } from '../domain/user.ts'

/** Which users: every part narrows it down; nothing is everybody. Times are UTC epoch milliseconds. */
export interface UserChoice {
  readonly ids?: readonly string[] | undefined
  readonly status?: UserStatus | undefined
  /** Made from this moment on. */
  readonly createdFrom?: number | undefined
  /** Made before this moment. */
  readonly createdBefore?: number | undefined
}

/** A stretch of ids; `until` is in it, and null is the end of all. */
export interface IdRange {
  readonly after: string
  readonly until: string | null
}

/** A user and the number of the newest event about them; 0 before the first. */
export interface UserVersion {
  readonly id: string
  readonly sequence: number
}

function chosen(read: Read, { ids, status, createdFrom, createdBefore }: UserChoice): Knex.QueryBuilder {
  const query = read('users')
  if (ids !== undefined) query.whereIn('users.id', [...ids])
  if (status !== undefined) query.where({ status })
  if (createdFrom !== undefined) query.where('created_at', '>=', createdFrom)
  if (createdBefore !== undefined) query.where('created_at', '<', createdBefore)
  return query
}

export async function countChosen(read: Read, choice: UserChoice): Promise<number> {
  const row = await chosen(read, choice).count({ count: '*' }).first()
  return Number(row?.count ?? 0)
}

/** The newest id of all, or nothing while there is no user. */
export async function newestUserId(read: Read): Promise<string | undefined> {
  const row: { id: string } | undefined = await read('users').orderBy('id', 'desc').first('id')
  return row?.id
}

/** Ids of chosen users within a range, ascending. */
export async function chosenIds(
  read: Read,
  choice: UserChoice,
  { after, until }: IdRange,
  limit: number,
): Promise<string[]> {
  const query = chosen(read, choice).where('users.id', '>', after)
  if (until !== null) query.where('users.id', '<=', until)
  const rows: { id: string }[] = await query.orderBy('users.id').limit(limit).select('users.id')
  return rows.map(({ id }) => id)
}

/** Users within a range with their newest sequence, ascending by id. */
export async function userVersions(
  read: Read,
  { after, until }: IdRange,
  limit: number,
): Promise<UserVersion[]> {
  const query = read('users')
    .leftJoin('user_sequences', 'user_sequences.user_id', 'users.id')
    .where('users.id', '>', after)
  if (until !== null) query.where('users.id', '<=', until)
  const rows: { id: string; last: number | null }[] = await query
    .orderBy('users.id')
    .limit(limit)
    .select('users.id', 'user_sequences.last')
  return rows.map(({ id, last }) => ({ id, sequence: last ?? 0 }))
}
