import type { Migration } from '../migration.ts'

/** Calls of the API that carry an Idempotency-Key, and their answers, sealed. Times are UTC epoch milliseconds. */
export const idempotency: Migration = {
  name: '015-idempotency',
  async up(db) {
    await db.schema.createTable('idempotent_calls', (t) => {
      // Of the API key and the key of the call; neither can be read back from it.
      t.text('id').primary()
      t.text('fingerprint').notNullable()
      // Whose turn it is: only the holder's transactions commit.
      t.text('token').notNullable()
      t.bigInteger('lease_until').notNullable()
      // Set in the transaction of the change itself.
      t.boolean('committed').notNullable()
      t.text('answer')
      t.bigInteger('expires_at').notNullable()
      t.index(['expires_at'], 'idempotent_calls_expiry')
    })
  },
  async down(db) {
    await db.schema.dropTable('idempotent_calls')
  },
}
