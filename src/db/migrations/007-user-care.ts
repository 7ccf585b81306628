import { foldName } from '../../domain/identifiers.ts'
import { dialectOf } from '../dialect.ts'
import type { Migration } from '../migration.ts'

const SLICE = 1000

/**
 * What the care for users needs: private custom fields, leaving, a password that must be changed; and the indexes
 * that keep the list of a million users fast, for each way in which it is sorted or searched.
 */
export const userCare: Migration = {
  name: '007-user-care',
  async up(db) {
    await db.schema.alterTable('users', (t) => {
      t.text('private_fields').notNullable().defaultTo('{}')
      t.bigInteger('delete_at')
      t.boolean('password_expired').notNullable().defaultTo(false)
      // The name as compared: NFKC and case-folded.
      t.text('name_key')
    })
    await foldNames(db)
    // Prefixes are compared by code point; on PostgreSQL that has to be said.
    const { byCodePoint } = dialectOf(db)
    for (const column of ['username_key', 'email', 'name_key', 'external_id'])
      await db.raw(
        `create index users_prefix_${column} on users (${column}${byCodePoint}, id) where ${column} is not null`,
      )
    await db.raw('create index users_status on users (status, created_at, id)')
    await db.raw('create index users_mfa on users (mfa_enabled, created_at, id)')
    await db.raw('create index users_status_mfa on users (status, mfa_enabled, created_at, id)')
    await db.raw('create index users_leaving on users (delete_at) where delete_at is not null')
  },
  async down(db) {
    for (const name of ['status', 'mfa', 'status_mfa', 'leaving']) await db.raw(`drop index users_${name}`)
    for (const column of ['username_key', 'email', 'name_key', 'external_id'])
      await db.raw(`drop index users_prefix_${column}`)
    await db.schema.alterTable('users', (t) => {
      t.dropColumns('private_fields', 'delete_at', 'password_expired', 'name_key')
    })
  },
}

/** Names of the users that are there already; the database's own folding knows fewer letters. */
async function foldNames(db: Parameters<Migration['up']>[0]): Promise<void> {
  let after = ''
  for (;;) {
    const rows: { id: string; name: string }[] = await db('users')
      .where('id', '>', after)
      .whereNotNull('name')
      .orderBy('id')
      .limit(SLICE)
      .select('id', 'name')
    for (const { id, name } of rows)
      await db('users')
        .where({ id })
        .update({ name_key: foldName(name) })
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}
