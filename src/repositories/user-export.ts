import type { Read } from '../db/database.ts'
import type { User, UserStatus } from '../domain/user.ts'
import type { CreatedPlace } from './user-list.ts'
import { toUser, type UserRow } from './user-row.ts'

export interface ExportedUser {
  readonly user: User
  readonly passwordHash: string | null
}

/** The next users of an export, the oldest first, each with the password's hash. */
export async function nextExported(
  read: Read,
  page: {
    readonly status: UserStatus | null
    readonly after: CreatedPlace | undefined
    readonly limit: number
  },
): Promise<ExportedUser[]> {
  const query = read('users').leftJoin('credentials', 'credentials.user_id', 'users.id')
  if (page.status !== null) query.where('users.status', page.status)
  if (page.after)
    query.whereRaw('(users.created_at, users.id) > (?, ?)', [page.after.createdAt, page.after.id])
  const rows: (UserRow & { password_hash: string | null })[] = await query
    .orderBy([{ column: 'users.created_at' }, { column: 'users.id' }])
    .limit(page.limit)
    .select('users.*', 'credentials.password_hash')
  return rows.map((row) => ({ user: toUser(row), passwordHash: row.password_hash }))
}

export async function countExported(read: Read, status: UserStatus | null): Promise<number> {
  const query = read('users')
  if (status !== null) query.where({ status })
  const row = await query.count({ count: '*' }).first()
  return Number(row?.count ?? 0)
}

/** The public custom fields of the next users who have any. */
export async function nextCustomFields(
  read: Read,
  page: { readonly after: string; readonly limit: number },
): Promise<{ id: string; fields: Readonly<Record<string, unknown>> }[]> {
  const rows: { id: string; custom_fields: string }[] = await read('users')
    .where('id', '>', page.after)
    .whereNot('custom_fields', '{}')
    .orderBy('id')
    .limit(page.limit)
    .select('id', 'custom_fields')
  return rows.map(({ id, custom_fields }) => ({ id, fields: JSON.parse(custom_fields) }))
}
