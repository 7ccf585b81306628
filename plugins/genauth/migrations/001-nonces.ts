import type { Migration } from '#gatepost'

/** Nonces of signed requests, kept for as long as the date of a request may be believed. */
export const nonces: Migration = {
  name: '001-nonces',
  async up(db) {
    await db.schema.createTable('genauth_nonces', (t) => {
      t.text('key_id').notNullable()
      t.text('nonce').notNullable()
      t.bigInteger('seen_at').notNullable()
      t.primary(['key_id', 'nonce'])
      t.index(['seen_at'], 'genauth_nonces_seen_at')
    })
  },
  async down(db) {
    await db.schema.dropTable('genauth_nonces')
  },
}
