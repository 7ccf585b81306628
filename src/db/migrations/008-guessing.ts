import type { Migration } from '../migration.ts'

/** How often somebody guessed wrong, and when they last did. Times are UTC epoch milliseconds. */
export const guessing: Migration = {
  name: '008-guessing',
  async up(db) {
    await db.schema.createTable('guess_counts', (t) => {
      t.text('key').primary()
      t.integer('wrong').notNullable()
      t.bigInteger('last_at').notNullable()
      t.bigInteger('forgotten_at').notNullable()
      t.index(['forgotten_at'], 'guess_counts_expiry')
    })
    // Wrong codes in a row, over all sign-ins; a right proof of any factor sets it to 0.
    await db.schema.alterTable('factors', (t) => {
      t.integer('wrong_in_row').notNullable().defaultTo(0)
    })
  },
  async down(db) {
    await db.schema.alterTable('factors', (t) => {
      t.dropColumn('wrong_in_row')
    })
    await db.schema.dropTable('guess_counts')
  },
}
