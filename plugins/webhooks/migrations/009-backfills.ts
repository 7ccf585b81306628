import type { Migration } from '#gatepost'

/** Users' states sent on request, and what a comparison with a receiver found. */
export const backfills: Migration = {
  name: '009-backfills',
  async up(db) {
    await db.schema.createTable('webhooks_backfills', (t) => {
      t.increments('id')
      t.integer('endpoint').notNullable()
      // Which users, as JSON; or those that a repair found.
      t.text('choice').notNullable()
      t.integer('repair')
      // Users up to `after_id` are announced; `until_id` is the last one meant.
      t.text('after_id').notNullable()
      t.text('until_id').notNullable()
      t.text('state').notNullable()
      t.integer('total').notNullable()
      t.integer('announced').notNullable().defaultTo(0)
      // The event with which the newest slice ended: the next one waits until it is fanned out.
      t.text('last_event')
      t.text('context').notNullable()
      t.bigInteger('created_at').notNullable()
      t.bigInteger('ended_at')
      t.index(['endpoint', 'id'], 'webhooks_backfills_endpoint')
    })
    await db.raw(
      "create unique index webhooks_backfills_open on webhooks_backfills (endpoint) where state in ('running', 'stopping')",
    )
    await db.schema.alterTable('webhooks_deliveries', (t) => {
      t.integer('backfill')
    })
    await db.raw(
      'create index webhooks_deliveries_backfill on webhooks_deliveries (backfill, state) where backfill is not null',
    )

    await db.schema.createTable('webhooks_repairs', (t) => {
      t.increments('id')
      t.integer('endpoint').notNullable()
      // Where the receiver answers what it has; null where it sends that itself.
      t.text('url')
      t.text('state').notNullable()
      t.text('after_id').notNullable()
      t.integer('compared').notNullable().defaultTo(0)
      t.text('fault')
      t.integer('failures').notNullable().defaultTo(0)
      t.bigInteger('retry_at').notNullable().defaultTo(0)
      t.integer('backfill')
      t.bigInteger('created_at').notNullable()
      t.bigInteger('ended_at')
      t.index(['endpoint', 'id'], 'webhooks_repairs_endpoint')
    })
    await db.schema.createTable('webhooks_repair_users', (t) => {
      t.integer('repair').notNullable()
      t.text('user_id').notNullable()
      t.text('kind').notNullable()
      t.integer('ours')
      t.integer('theirs')
      t.primary(['repair', 'user_id'])
    })
  },
  async down(db) {
    await db.schema.dropTable('webhooks_repair_users')
    await db.schema.dropTable('webhooks_repairs')
    await db.raw('drop index webhooks_deliveries_backfill')
    await db.raw('alter table webhooks_deliveries drop column backfill')
    await db.schema.dropTable('webhooks_backfills')
  },
}
