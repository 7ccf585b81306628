import type { Migration } from '#gatepost'

/**
 * Endpoints and what is owed to them. `webhooks_deliveries` is the hot table: narrow rows, integer keys, and
 * partial indexes that hold only what is open, however long the past or the backlog is.
 */
export const deliveries: Migration = {
  name: '001-deliveries',
  async up(db) {
    await db.schema.createTable('webhooks_endpoints', (t) => {
      t.increments('num')
      t.text('id').notNullable().unique()
      t.text('name').notNullable()
      t.text('url').notNullable()
      t.text('events').notNullable()
      t.text('format').notNullable()
      t.text('content_type').notNullable()
      t.boolean('enabled').notNullable()
      t.boolean('ordered').notNullable()
      t.integer('timeout_ms').notNullable()
      t.double('rate_per_second')
      t.integer('max_in_flight').notNullable()
      t.text('retry').notNullable()
      t.text('fields')
      t.text('filter')
      t.boolean('include_failed_logins').notNullable()
      t.text('ca')
      // Header values, authentication and the genauth secret: one JSON text, sealed under the endpoint's id.
      t.text('sealed').notNullable()
      t.text('disabled_reason')
      t.bigInteger('disabled_at')
      // Rises with every change of the row or of its secrets, so that workers know when to read it again.
      t.integer('version').notNullable().defaultTo(1)
      t.bigInteger('created_at').notNullable()
      t.bigInteger('updated_at').notNullable()
      t.bigInteger('deleted_at')
    })

    // What an endpoint wanted, from which position to which: the ledger computes what was owed from here.
    await db.schema.createTable('webhooks_endpoint_versions', (t) => {
      t.increments('id')
      t.integer('endpoint').notNullable().references('webhooks_endpoints.num')
      t.bigInteger('from_position').notNullable()
      t.bigInteger('to_position')
      t.boolean('enabled').notNullable()
      t.boolean('ordered').notNullable()
      t.text('events').notNullable()
      t.text('filter')
      t.text('format').notNullable()
      t.boolean('include_failed_logins').notNullable()
      t.index(['endpoint', 'from_position'], 'webhooks_endpoint_versions_from')
    })
    await db.raw(
      'create unique index webhooks_endpoint_versions_current on webhooks_endpoint_versions (endpoint) where to_position is null',
    )

    await db.schema.createTable('webhooks_secrets', (t) => {
      t.text('id').primary()
      t.integer('endpoint').notNullable().references('webhooks_endpoints.num')
      t.text('sealed').notNullable()
      t.bigInteger('made_at').notNullable()
      t.bigInteger('expires_at')
      t.index(['endpoint', 'made_at'], 'webhooks_secrets_endpoint')
    })

    // Hot, apart from the configuration.
    await db.schema.createTable('webhooks_endpoint_runtime', (t) => {
      t.integer('endpoint').primary().references('webhooks_endpoints.num')
      t.bigInteger('served').notNullable().defaultTo(0)
      t.integer('cap').notNullable()
      t.double('tokens').notNullable().defaultTo(1)
      t.bigInteger('tokens_at').notNullable().defaultTo(0)
      t.text('breaker').notNullable().defaultTo('closed')
      t.bigInteger('opened_at')
      t.bigInteger('probe_at').notNullable().defaultTo(0)
      t.integer('probe_wait').notNullable().defaultTo(0)
      t.integer('failures').notNullable().defaultTo(0)
      t.text('failing_lanes').notNullable().defaultTo('[]')
      t.bigInteger('failing_since')
      t.bigInteger('last_success_at')
      t.bigInteger('last_failure_at')
      t.integer('last_status')
    })

    await db.schema.createTable('webhooks_deliveries', (t) => {
      t.bigIncrements('id')
      t.integer('endpoint').notNullable()
      t.bigInteger('position').notNullable()
      t.text('variant').notNullable().defaultTo('')
      t.text('lane')
      t.text('state').notNullable()
      t.text('reason')
      t.bigInteger('due').notNullable()
      t.integer('claims').notNullable().defaultTo(0)
      t.integer('tries').notNullable().defaultTo(0)
      t.integer('rejections').notNullable().defaultTo(0)
      t.integer('token').notNullable().defaultTo(0)
      t.bigInteger('lease_until')
      t.bigInteger('replay')
      // The state before a resend or replay, as `state` or `state:reason`.
      t.text('before')
      // The first success, kept through resends.
      t.bigInteger('delivered_at')
      t.unique(['endpoint', 'position', 'variant'], { indexName: 'webhooks_deliveries_owed' })
    })
    const index = (name: string, columns: string, where: string) =>
      db.raw(`create index webhooks_deliveries_${name} on webhooks_deliveries (${columns}) where ${where}`)
    // Heads only: small, however long the backlog.
    await index('due', 'endpoint, due, id', "state = 'pending'")
    await index(
      'lane',
      'endpoint, lane, position',
      "state in ('held', 'pending', 'leased') and replay is null",
    )
    // The in-flight count, without a counter that drifts; and the takeover of expired leases.
    await index('leased', 'endpoint, lease_until', "state = 'leased'")
    await index('dead', 'endpoint, position', "state = 'dead'")

    // One HTTP request each. The body is rendered again from the event when shown; here is only its sha256.
    await db.schema.createTable('webhooks_attempts', (t) => {
      t.bigIncrements('id')
      t.bigInteger('delivery').notNullable()
      t.bigInteger('started_at').notNullable()
      t.integer('duration_ms').notNullable()
      t.boolean('sent').notNullable()
      t.integer('status')
      t.text('request_headers').notNullable()
      t.text('request_sha256').notNullable()
      t.text('response_headers')
      t.text('response_body')
      t.boolean('response_truncated').notNullable()
      t.text('error_kind')
      t.text('error_message')
      t.boolean('late').notNullable()
      t.boolean('probe').notNullable()
      t.index(['delivery', 'id'], 'webhooks_attempts_delivery')
    })
  },
  async down(db) {
    for (const table of [
      'webhooks_attempts',
      'webhooks_deliveries',
      'webhooks_endpoint_runtime',
      'webhooks_secrets',
      'webhooks_endpoint_versions',
      'webhooks_endpoints',
    ])
      await db.schema.dropTable(table)
  },
}
