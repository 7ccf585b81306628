import type { Migration } from '../migration.ts'

/** The mail outbox: a row is written in the transaction of its cause and sent by the mail job. */
export const mails: Migration = {
  name: '003-mails',
  async up(db) {
    await db.schema.createTable('mails', (t) => {
      t.text('id').primary()
      t.text('template').notNullable()
      t.text('recipient').notNullable()
      t.text('user_id')
      t.text('locale')
      // Template values as JSON; what opens an account (a link's token) is in `sealed`, wiped once sent.
      t.text('data').notNullable()
      t.text('sealed')
      t.text('state').notNullable()
      t.bigInteger('due').notNullable()
      t.bigInteger('lease_until')
      t.integer('tries').notNullable().defaultTo(0)
      t.text('last_error')
      t.bigInteger('created_at').notNullable()
      t.bigInteger('sent_at')
      t.index(['created_at', 'id'], 'mails_created')
    })
    await db.raw("create index mails_due on mails (due) where state = 'waiting'")
  },
  async down(db) {
    await db.schema.dropTable('mails')
  },
}
