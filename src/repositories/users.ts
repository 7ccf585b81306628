import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { User } from '../domain/user.ts'
import { type CreatedPlace, newestUsers, type UserFilter } from './user-list.ts'
import { toUser, toUserRow, type UserChange, type UserRow } from './user-row.ts'

export async function insertUser(tx: Tx, user: User): Promise<void> {
  await tx('users').insert(toUserRow(user))
}

export async function updateUserRow(tx: Tx, id: string, change: UserChange): Promise<void> {
  await tx('users').where({ id }).update(toUserRow(change))
}

/** Removes the user with everything that hangs on the row (credentials, factors, codes, tokens, sessions). */
export async function deleteUserRow(tx: Tx, id: string): Promise<void> {
  await tx('users').where({ id }).delete()
}

/** Reads the user and holds the row until `tx` ends: the first statement of a change. */
export async function lockUser(tx: Tx, locks: Dialect, id: string): Promise<User | undefined> {
  const row: UserRow | undefined = await locks.forUpdate(tx('users').where({ id })).first('*')
  return row && toUser(row)
}

/** Locks several users in the order of their ids, so that two transactions never wait for each other. */
export async function lockUsers(tx: Tx, locks: Dialect, ids: readonly string[]): Promise<User[]> {
  const rows: UserRow[] = await locks
    .forUpdate(
      tx('users')
        .whereIn('id', [...new Set(ids)])
        .orderBy('id'),
    )
    .select('*')
  return rows.map(toUser)
}

/**
 * Takes turns over one address until `tx` ends. Whoever gives a user an address or proves one does it under this
 * lock, taken before any row lock, so that a proof sees every account that holds the address.
 */
export async function lockAddress(tx: Tx, locks: Dialect, email: string): Promise<void> {
  await locks.lock(tx, `gatepost:address:${email}`, 'exclusive')
}

export async function findUser(read: Read, id: string): Promise<User | undefined> {
  const row: UserRow | undefined = await read('users').where({ id }).first('*')
  return row && toUser(row)
}

export async function usernameTaken(read: Read, key: string, exceptId?: string): Promise<boolean> {
  const row: { id: string } | undefined = await read('users').where({ username_key: key }).first('id')
  return row !== undefined && row.id !== exceptId
}

/** The user who has proven the address. */
export async function findProvenHolder(read: Read, email: string): Promise<User | undefined> {
  const row: UserRow | undefined = await read('users').where({ email, email_verified: true }).first('*')
  return row && toUser(row)
}

/** The ids of all users with this address, proven or not. */
export async function holderIds(read: Read, email: string): Promise<string[]> {
  const rows: { id: string }[] = await read('users').where({ email }).orderBy('id').select('id')
  return rows.map((row) => row.id)
}

export type Identifier = { readonly email: string } | { readonly usernameKey: string }

/** A user that an identifier may mean, with the password hash that would prove it. */
export interface Candidate {
  readonly user: User
  readonly passwordHash: string | null
  readonly passwordChangedAt: number | null
}

/** Users that an identifier may mean, a proven holder first, then the oldest; the same one statement for all. */
export async function findCandidates(
  read: Read,
  identifier: Identifier,
  limit: number,
): Promise<Candidate[]> {
  const match =
    'email' in identifier
      ? { 'users.email': identifier.email }
      : { 'users.username_key': identifier.usernameKey }
  const rows: (UserRow & { password_hash: string | null; changed_at: number | null })[] = await read('users')
    .leftJoin('credentials', 'credentials.user_id', 'users.id')
    .where(match)
    .orderBy([
      { column: 'users.email_verified', order: 'desc' },
      { column: 'users.created_at' },
      { column: 'users.id' },
    ])
    .limit(limit)
    .select('users.*', 'credentials.password_hash', 'credentials.changed_at')
  return rows.map((row) => ({
    user: toUser(row),
    passwordHash: row.password_hash,
    passwordChangedAt: row.changed_at,
  }))
}

/** A page of users, newest first. */
export async function listUserRows(
  read: Read,
  filter: UserFilter,
  page: { readonly before?: CreatedPlace | undefined; readonly limit: number },
): Promise<User[]> {
  const rows: UserRow[] = await newestUsers(read, filter, page)
  return rows.map(toUser)
}

/** The users with these ids, in this order; those that are gone are left out. */
export async function usersById(read: Read, ids: readonly string[]): Promise<User[]> {
  const rows: UserRow[] = await read('users').whereIn('id', [...ids])
  const known = new Map(rows.map((row) => [row.id, toUser(row)]))
  return ids.map((id) => known.get(id)).filter((user) => user !== undefined)
}

/** The ids of users whose grace period is over, the longest waiting first. */
export async function dueDeletions(read: Read, now: number, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await read('users')
    .where('delete_at', '<=', now)
    .orderBy('delete_at')
    .limit(limit)
    .select('id')
  return rows.map((row) => row.id)
}
