import type { Migration } from '#gatepost'

/** What the console's filters and its debug panel need. */
export const console: Migration = {
  name: '004-console',
  async up(db) {
    // A replay of what a filter found: of one user, or by the answer of the newest attempt.
    await db.schema.alterTable('webhooks_replays', (t) => {
      t.text('subject')
      t.text('answer')
    })
    // Requests from the debug panel. Their attempts are rows of webhooks_attempts, with `delivery` below zero.
    await db.schema.createTable('webhooks_tests', (t) => {
      t.bigIncrements('id')
      t.integer('endpoint').notNullable()
      t.bigInteger('made_at').notNullable()
      t.text('event_type').notNullable()
      t.text('format').notNullable()
      t.text('body').notNullable()
      t.index(['endpoint', 'id'], 'webhooks_tests_endpoint')
      t.index(['made_at'], 'webhooks_tests_made_at')
    })
  },
  async down(db) {
    await db.schema.dropTable('webhooks_tests')
    await db.raw('alter table webhooks_replays drop column answer')
    await db.raw('alter table webhooks_replays drop column subject')
  },
}
