import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import { foldName } from '../domain/identifiers.ts'
import type { User, UserStatus } from '../domain/user.ts'
import { type CreatedPlace, newestUsers, type UserFilter } from './user-list.ts'

export interface UserRow {
  id: string
  username: string | null
  username_key: string | null
  email: string | null
  email_verified: boolean | number
  first_verified_at: number | null
  proof_owed: boolean | number
  phone: string | null
  name: string | null
  given_name: string | null
  family_name: string | null
  locale: string | null
  zoneinfo: string | null
  external_id: string | null
  status: UserStatus
  status_reason: string | null
  role: User['role']
  mfa_enabled: boolean | number
  custom_fields: string
  private_fields: string
  delete_at: number | null
  password_expired: boolean | number
  logins_count: number
  last_login_at: number | null
  created_at: number
  updated_at: number
}

/** All but the id, which never changes. */
export type UserChange = Partial<Omit<User, 'id'>>

const COLUMNS: Readonly<Record<keyof User, keyof UserRow>> = {
  id: 'id',
  username: 'username',
  usernameKey: 'username_key',
  email: 'email',
  emailVerified: 'email_verified',
  firstVerifiedAt: 'first_verified_at',
  proofOwed: 'proof_owed',
  phone: 'phone',
  name: 'name',
  givenName: 'given_name',
  familyName: 'family_name',
  locale: 'locale',
  zoneinfo: 'zoneinfo',
  externalId: 'external_id',
  status: 'status',
  statusReason: 'status_reason',
  role: 'role',
  mfaEnabled: 'mfa_enabled',
  customFields: 'custom_fields',
  privateFields: 'private_fields',
  deleteAt: 'delete_at',
  passwordExpired: 'password_expired',
  loginsCount: 'logins_count',
  lastLoginAt: 'last_login_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
}

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

/** Takes turns over the question who is the last operator. Taken before any row lock. */
export async function lockOperators(tx: Tx, locks: Dialect): Promise<void> {
  await locks.lock(tx, 'gatepost:operators', 'exclusive')
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

/** Whoever may act in the console, blocked ones too. */
export async function listOperators(read: Read): Promise<User[]> {
  const rows: UserRow[] = await read('users').whereNotNull('role').orderBy('id')
  return rows.map(toUser)
}

export interface UserCounts {
  readonly total: number
  readonly active: number
  readonly invited: number
  readonly blocked: number
  readonly operators: number
}

export async function countUserRows(read: Read): Promise<UserCounts> {
  const rows: { status: UserStatus; users: number | string; operators: number | string }[] = await read(
    'users',
  )
    .groupBy('status')
    .select(
      'status',
      read.raw('count(*) as users'),
      read.raw("sum(case when role = 'operator' then 1 else 0 end) as operators"),
    )
  const of = (status: UserStatus) => Number(rows.find((row) => row.status === status)?.users ?? 0)
  const sum = (pick: (row: (typeof rows)[number]) => number | string) =>
    rows.reduce((total, row) => total + Number(pick(row)), 0)
  return {
    total: sum((row) => row.users),
    active: of('active'),
    invited: of('invited'),
    blocked: of('blocked'),
    operators: sum((row) => row.operators),
  }
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

/** Operators who can act, besides `exceptId`. */
export async function countActiveOperators(read: Read, exceptId?: string): Promise<number> {
  const query = read('users').where({ role: 'operator', status: 'active' })
  if (exceptId) query.whereNot({ id: exceptId })
  const row = await query.count({ count: '*' }).first()
  return Number(row?.count ?? 0)
}

/** Operators who can act. */
export async function listActiveOperators(read: Read): Promise<User[]> {
  const rows: UserRow[] = await read('users').where({ role: 'operator', status: 'active' }).orderBy('id')
  return rows.map(toUser)
}

/** Whether there is an operator at all, blocked or not. */
export async function anyOperator(read: Read): Promise<boolean> {
  return (await read('users').where({ role: 'operator' }).first('id')) !== undefined
}

/** The columns of what is given of a user. */
export function toUserRow(change: Partial<User>): Partial<UserRow> {
  const row: Record<string, unknown> = {}
  for (const [field, column] of Object.entries(COLUMNS)) {
    const value = change[field as keyof User]
    if (value === undefined) continue
    row[column] = field === 'customFields' || field === 'privateFields' ? JSON.stringify(value) : value
  }
  // What the list is searched by.
  if (change.name !== undefined) row.name_key = change.name === null ? null : foldName(change.name)
  return row
}

/** A user as its row says it. */
export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    usernameKey: row.username_key,
    email: row.email,
    emailVerified: Boolean(row.email_verified),
    firstVerifiedAt: row.first_verified_at,
    proofOwed: Boolean(row.proof_owed),
    phone: row.phone,
    name: row.name,
    givenName: row.given_name,
    familyName: row.family_name,
    locale: row.locale,
    zoneinfo: row.zoneinfo,
    externalId: row.external_id,
    status: row.status,
    statusReason: row.status_reason,
    role: row.role,
    mfaEnabled: Boolean(row.mfa_enabled),
    customFields: JSON.parse(row.custom_fields),
    privateFields: JSON.parse(row.private_fields),
    deleteAt: row.delete_at,
    passwordExpired: Boolean(row.password_expired),
    loginsCount: row.logins_count,
    lastLoginAt: row.last_login_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
