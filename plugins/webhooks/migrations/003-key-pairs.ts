import type { Migration } from '#gatepost'

/** Which signature an endpoint wants, and the public halves of key pairs, which anybody may read. */
export const keyPairs: Migration = {
  name: '003-key-pairs',
  async up(db) {
    await db.schema.alterTable('webhooks_endpoints', (t) => {
      t.text('signature').notNullable().defaultTo('v1')
    })
    await db.schema.alterTable('webhooks_secrets', (t) => {
      t.text('public_key')
    })
  },
  async down(db) {
    await db.raw('alter table webhooks_secrets drop column public_key')
    await db.raw('alter table webhooks_endpoints drop column signature')
  },
}
