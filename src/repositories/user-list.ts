import type { Knex } from 'knex'
import type { Read } from '../db/database.ts'
import type { UserStatus } from '../domain/user.ts'

/** Which users a list shows; times in UTC epoch milliseconds. */
export interface UserFilter {
  readonly status?: UserStatus | undefined
  readonly mfaEnabled?: boolean | undefined
  /** From this moment on. */
  readonly createdFrom?: number | undefined
  /** Before this moment. */
  readonly createdBefore?: number | undefined
}

/** The place of a user in the list that goes by creation. */
export interface CreatedPlace {
  readonly createdAt: number
  readonly id: string
}

/** Leaves those whom the filter fits. */
export function sift(query: Knex.QueryBuilder, filter: UserFilter): Knex.QueryBuilder {
  const { status, mfaEnabled, createdFrom, createdBefore } = filter
  if (status !== undefined) query.where({ status })
  if (mfaEnabled !== undefined) query.where({ mfa_enabled: mfaEnabled })
  if (createdFrom !== undefined) query.where('created_at', '>=', createdFrom)
  if (createdBefore !== undefined) query.where('created_at', '<', createdBefore)
  return query
}

/** Users, newest first; each filter has an index that ends in the order of the list, so that a page reads a page. */
export function newestUsers(
  read: Read,
  filter: UserFilter,
  page: { readonly before?: CreatedPlace | undefined; readonly limit: number },
): Knex.QueryBuilder {
  const query = sift(read('users'), filter)
  if (page.before) query.whereRaw('(created_at, id) < (?, ?)', [page.before.createdAt, page.before.id])
  return query
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(page.limit)
    .select('*')
}
