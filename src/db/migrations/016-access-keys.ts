import type { Migration } from '../migration.ts'

/** Beside bearer keys, pairs whose secret signs requests: it is sealed, since a hash cannot check an HMAC. */
export const accessKeys: Migration = {
  name: '016-access-keys',
  async up(db) {
    await db.schema.alterTable('api_keys', (t) => {
      t.text('kind').notNullable().defaultTo('bearer')
      t.text('sealed')
    })
  },
  async down(db) {
    await db.raw('alter table api_keys drop column sealed')
    await db.raw('alter table api_keys drop column kind')
  },
}
