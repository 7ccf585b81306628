import type { Migration } from '../migration.ts'

/** Passkeys (WebAuthn) and the challenges that were used up. Times are UTC epoch milliseconds. */
export const passkeys: Migration = {
  name: '009-passkeys',
  async up(db) {
    await db.schema.createTable('passkeys', (t) => {
      t.text('id').primary()
      t.text('user_id').notNullable().references('users.id').onDelete('CASCADE')
      t.text('credential_id').notNullable().unique()
      t.text('public_key').notNullable()
      t.bigInteger('counter').notNullable()
      t.text('transports').notNullable()
      t.boolean('synced').notNullable()
      t.text('name').notNullable()
      t.bigInteger('created_at').notNullable()
      t.bigInteger('last_used_at')
      t.index(['user_id', 'created_at'], 'passkeys_user')
    })
    // A challenge carries its own proof of origin; what must be kept is that it was answered.
    await db.schema.createTable('spent_challenges', (t) => {
      t.text('hash').primary()
      t.bigInteger('expires_at').notNullable()
      t.index(['expires_at'], 'spent_challenges_expiry')
    })
  },
  async down(db) {
    await db.schema.dropTable('spent_challenges')
    await db.schema.dropTable('passkeys')
  },
}
