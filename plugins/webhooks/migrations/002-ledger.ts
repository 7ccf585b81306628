import type { Migration } from '#gatepost'

/**
 * What was owed, kept as running sums so that it can be asked for at any time, and what retention has taken away.
 * Neither is ever derived from `webhooks_deliveries`, or the ledger would prove nothing. Beside it the replays.
 */
export const ledger: Migration = {
  name: '002-ledger',
  async up(db) {
    // How far in the log the sums reach, and the end of what retention has removed.
    await db.schema.createTable('webhooks_ledger', (t) => {
      t.integer('id').primary()
      t.bigInteger('position').notNullable()
      t.bigInteger('removed_before').notNullable()
    })
    await db('webhooks_ledger').insert({ id: 1, position: 0, removed_before: 0 })
    // Endpoint 0 holds the sums of the tombstones that retention removed.
    await db.schema.createTable('webhooks_ledger_owed', (t) => {
      t.integer('endpoint').primary()
      t.bigInteger('owed').notNullable()
    })
    await db.schema.createTable('webhooks_ledger_totals', (t) => {
      t.integer('endpoint').notNullable()
      t.text('state').notNullable()
      t.text('reason').notNullable()
      t.bigInteger('count').notNullable()
      t.primary(['endpoint', 'state', 'reason'])
    })

    await db.schema.createTable('webhooks_replays', (t) => {
      t.increments('id')
      // Whose deliveries are sent again, and where they go: the same one, or another.
      t.integer('source').notNullable()
      t.integer('endpoint').notNullable()
      t.text('which').notNullable()
      t.bigInteger('from_at')
      t.bigInteger('until_at')
      t.text('types')
      // Everything up to `position` is opened; `until_position` is the last one meant.
      t.bigInteger('position').notNullable()
      t.bigInteger('until_position').notNullable()
      t.text('state').notNullable()
      t.integer('total').notNullable()
      t.integer('opened').notNullable().defaultTo(0)
      t.integer('made').notNullable().defaultTo(0)
      t.integer('passed').notNullable().defaultTo(0)
      t.bigInteger('created_at').notNullable()
      t.bigInteger('ended_at')
    })
    await db.raw(
      "create unique index webhooks_replays_open on webhooks_replays (endpoint) where state in ('running', 'stopping')",
    )

    const index = (name: string, columns: string, where: string) =>
      db.raw(`create index webhooks_deliveries_${name} on webhooks_deliveries (${columns}) where ${where}`)
    // Sums by state without touching a row, and what retention removes next: `due` of an ended one is its end.
    await index('ended', 'endpoint, state, reason, due', "state in ('delivered', 'dead', 'skipped')")
    await index('replayed', 'replay, state, lane, position', 'replay is not null')
    // What an endpoint missed while it was off, to be found among a million others.
    await index('missed', 'endpoint, position', "state = 'skipped' and reason = 'disabled'")
    // Beside `before`: the steps used up before a replay, for the case that it is stopped.
    await db.schema.alterTable('webhooks_deliveries', (t) => {
      t.integer('before_tries')
    })
  },
  async down(db) {
    await db.raw('alter table webhooks_deliveries drop column before_tries')
    await db.raw('drop index webhooks_deliveries_missed')
    await db.raw('drop index webhooks_deliveries_replayed')
    await db.raw('drop index webhooks_deliveries_ended')
    for (const table of [
      'webhooks_replays',
      'webhooks_ledger_totals',
      'webhooks_ledger_owed',
      'webhooks_ledger',
    ])
      await db.schema.dropTable(table)
  },
}
