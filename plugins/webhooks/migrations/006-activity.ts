import type { Migration } from '#gatepost'

/**
 * What the console's figures are read from, however long the past is: sums of attempts, written in the transaction
 * that records the attempts, and how many deliveries waited at each minute. Times are UTC epoch milliseconds.
 */
export const activity: Migration = {
  name: '006-activity',
  async up(db) {
    // `at` is the beginning of a step of `step` milliseconds; endpoint 0 holds the sums of all of them.
    await db.schema.createTable('webhooks_activity', (t) => {
      t.integer('endpoint').notNullable()
      t.integer('step').notNullable()
      t.bigInteger('at').notNullable()
      // A class of the histogram of successes, or -1 for what failed.
      t.integer('took').notNullable()
      t.bigInteger('attempts').notNullable()
      t.primary(['endpoint', 'step', 'at', 'took'])
      t.index(['step', 'at'], 'webhooks_activity_age')
    })
    await db.schema.createTable('webhooks_waiting', (t) => {
      t.bigInteger('at').primary()
      t.integer('deliveries').notNullable()
    })
    // The newest failures, among a million successes.
    await db.raw(
      `create index webhooks_attempts_failed on webhooks_attempts (id)
       where status is null or status < 200 or status > 299`,
    )
    // Beside those of 005: the state that most lists are not about, and few rows have.
    await db.raw(
      "create index webhooks_deliveries_newest_skipped on webhooks_deliveries (position, id) where state = 'skipped'",
    )
  },
  async down(db) {
    await db.raw('drop index webhooks_deliveries_newest_skipped')
    await db.raw('drop index webhooks_attempts_failed')
    await db.schema.dropTable('webhooks_waiting')
    await db.schema.dropTable('webhooks_activity')
  },
}
