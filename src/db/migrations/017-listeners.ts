import type { Migration } from '../migration.ts'

/** Who listens to the feed from a developer's machine. Times are UTC epoch milliseconds. */
export const listeners: Migration = {
  name: '017-listeners',
  async up(db) {
    await db.schema.createTable('listeners', (t) => {
      t.text('id').primary()
      t.text('key_id').notNullable()
      t.text('forward_to')
      t.bigInteger('opened_at').notNullable()
      t.bigInteger('expires_at').notNullable()
      t.bigInteger('closed_at')
      t.index(['key_id', 'expires_at'], 'listeners_key')
      t.index(['expires_at'], 'listeners_expiry')
    })
  },
  async down(db) {
    await db.schema.dropTable('listeners')
  },
}
