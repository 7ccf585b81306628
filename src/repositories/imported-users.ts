import type { Read, Tx } from '../db/database.ts'
import type { ColumnType, Dialect } from '../db/dialect.ts'
import type { User } from '../domain/user.ts'
import { rawRows } from './raw-rows.ts'
import { toUserRow } from './user-row.ts'

/** Columns that are no text. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  email_verified: 'boolean',
  first_verified_at: 'integer',
  proof_owed: 'boolean',
  mfa_enabled: 'boolean',
  delete_at: 'integer',
  password_expired: 'boolean',
  logins_count: 'integer',
  last_login_at: 'integer',
  created_at: 'integer',
  updated_at: 'integer',
}

/** Writes many users by one statement. Answers the ids that are in: the others would break a unique rule. */
export async function insertUsers(tx: Tx, dialect: Dialect, users: readonly User[]): Promise<Set<string>> {
  const [first] = users
  if (!first) return new Set()
  const columns = Object.keys(toUserRow(first))
    .filter((column) => column !== 'name_key')
    .concat('name_key')
  const types = Object.fromEntries(columns.map((column) => [column, TYPES[column] ?? 'text']))
  const rows = users.map((user) => {
    const row: Readonly<Record<string, unknown>> = toUserRow(user)
    return columns.map((column) => row[column] ?? null)
  })
  const written = tx.raw(
    `insert into users (${columns.join(', ')})
     select ${columns.join(', ')} from ${dialect.jsonTable(types)} as r where true order by n
     on conflict do nothing returning id`,
    [JSON.stringify(rows)],
  )
  return new Set((await rawRows<{ id: string }>(written)).map(({ id }) => id))
}

export async function insertCredentials(
  tx: Tx,
  dialect: Dialect,
  credentials: readonly { readonly userId: string; readonly passwordHash: string; readonly at: number }[],
): Promise<void> {
  if (credentials.length === 0) return
  const columns = { user_id: 'text', password_hash: 'text', changed_at: 'integer' } as const
  await tx.raw(
    `insert into credentials (user_id, password_hash, changed_at)
     select user_id, password_hash, changed_at from ${dialect.jsonTable(columns)} as r`,
    [JSON.stringify(credentials.map(({ userId, passwordHash, at }) => [userId, passwordHash, at]))],
  )
}

/** Takes turns over many addresses, always in the same order; see `lockAddress`. */
export async function lockAddresses(tx: Tx, locks: Dialect, emails: readonly string[]): Promise<void> {
  await locks.lockAll(
    tx,
    emails.map((email) => `gatepost:address:${email}`),
  )
}

export interface Taken {
  readonly usernameKeys: ReadonlySet<string>
  readonly externalIds: ReadonlySet<string>
  /** Address → whoever holds it; `kept` by who has proven it, and by whoever may open the console. */
  readonly holders: ReadonlyMap<string, readonly { readonly id: string; readonly kept: boolean }[]>
}

/** Which of these names users have already. */
export async function takenNames(
  read: Read,
  names: {
    readonly usernameKeys: readonly string[]
    readonly externalIds: readonly string[]
    readonly emails: readonly string[]
  },
): Promise<Taken> {
  const taken = async (column: 'username_key' | 'external_id', values: readonly string[]) => {
    const rows: Readonly<Record<string, string>>[] = values.length
      ? await read('users')
          .whereIn(column, [...values])
          .select(column)
      : []
    return new Set(rows.map((row) => row[column] ?? ''))
  }
  const rows: { id: string; email: string; email_verified: boolean | number; role: string | null }[] = names
    .emails.length
    ? await read('users')
        .whereIn('email', [...names.emails])
        .orderBy('id')
        .select('id', 'email', 'email_verified', 'role')
    : []
  const holders = new Map<string, { id: string; kept: boolean }[]>()
  for (const { id, email, email_verified, role } of rows)
    holders.set(email, [
      ...(holders.get(email) ?? []),
      { id, kept: Boolean(email_verified) || role !== null },
    ])
  return {
    usernameKeys: await taken('username_key', names.usernameKeys),
    externalIds: await taken('external_id', names.externalIds),
    holders,
  }
}
