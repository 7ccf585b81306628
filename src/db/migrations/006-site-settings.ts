import type { Migration } from '../migration.ts'

/** What the operator sets in the console, and who still owes the proof of an address. */
export const siteSettings: Migration = {
  name: '006-site-settings',
  async up(db) {
    await db.schema.createTable('site_settings', (t) => {
      t.text('name').primary()
      t.text('value').notNullable()
      t.bigInteger('updated_at').notNullable()
    })
    await db.schema.alterTable('users', (t) => {
      t.boolean('proof_owed').notNullable().defaultTo(false)
    })
  },
  async down(db) {
    await db.schema.alterTable('users', (t) => {
      t.dropColumn('proof_owed')
    })
    await db.schema.dropTable('site_settings')
  },
}
