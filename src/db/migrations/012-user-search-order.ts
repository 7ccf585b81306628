import { dialectOf } from '../dialect.ts'
import type { Migration } from '../migration.ts'

const COLUMNS = ['username_key', 'email', 'name_key', 'external_id']

/**
 * The search of users in the order of what matched, whatever their kind: PostgreSQL plans the merge of eight stretches
 * for longer than it reads a page. All that a filter asks for is in the index, so that nobody is left out by a look
 * into the table.
 */
export const userSearchOrder: Migration = {
  name: '012-user-search-order',
  async up(db) {
    const { byCodePoint } = dialectOf(db)
    for (const column of COLUMNS) {
      await db.raw(
        `create index users_sifted_${column} on users (${column}${byCodePoint}, id, status, mfa_enabled, created_at) where ${column} is not null`,
      )
      await db.raw(`drop index users_search_${column}`)
    }
  },
  async down(db) {
    const { byCodePoint } = dialectOf(db)
    for (const column of COLUMNS) {
      await db.raw(
        `create index users_search_${column} on users (status, mfa_enabled, ${column}${byCodePoint}, id, created_at) where ${column} is not null`,
      )
      await db.raw(`drop index users_sifted_${column}`)
    }
  },
}
