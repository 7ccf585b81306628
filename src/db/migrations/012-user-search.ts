import { dialectOf } from '../dialect.ts'
import type { Migration } from '../migration.ts'

const COLUMNS = ['username_key', 'email', 'name_key', 'external_id']

/**
 * The search of users by kind: each status, with and without a second factor, has its own stretch of the index of each
 * column, so that a filter is never sifted by reading those whom it leaves out. The times are in the index as well.
 */
export const userSearch: Migration = {
  name: '012-user-search',
  async up(db) {
    const { byCodePoint } = dialectOf(db)
    for (const column of COLUMNS) {
      await db.raw(
        `create index users_search_${column} on users (status, mfa_enabled, ${column}${byCodePoint}, id, created_at) where ${column} is not null`,
      )
      await db.raw(`drop index users_prefix_${column}`)
    }
  },
  async down(db) {
    const { byCodePoint } = dialectOf(db)
    for (const column of COLUMNS) {
      await db.raw(
        `create index users_prefix_${column} on users (${column}${byCodePoint}, id) where ${column} is not null`,
      )
      await db.raw(`drop index users_search_${column}`)
    }
  },
}
