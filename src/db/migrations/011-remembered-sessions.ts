import type { Migration } from '../migration.ts'

/** Sessions of persons who asked to stay signed in when the browser closes. */
export const rememberedSessions: Migration = {
  name: '011-remembered-sessions',
  async up(db) {
    await db.schema.alterTable('sessions', (t) => {
      t.boolean('remembered').notNullable().defaultTo(false)
    })
  },
  async down(db) {
    await db.schema.alterTable('sessions', (t) => {
      t.dropColumn('remembered')
    })
  },
}
