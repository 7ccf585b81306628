import type { Migration } from '../migration.ts'

/** The log: wide `events` written once; `outbox` and `log` are narrow and churn (see docs/ARCHITECTURE.md). */
export const log: Migration = {
  name: '002-log',
  async up(db) {
    await db.schema.createTable('events', (t) => {
      t.bigIncrements('seq')
      t.text('id').notNullable().unique()
      t.text('type').notNullable()
      t.text('subject')
      t.text('target')
      t.integer('sequence')
      t.bigInteger('at').notNullable()
      t.text('data')
      t.text('context').notNullable()
      t.text('traceparent')
      t.index(['subject', 'seq'], 'events_subject')
    })
    await db.schema.createTable('outbox', (t) => {
      t.bigInteger('seq').primary()
    })
    await db.schema.createTable('log', (t) => {
      t.bigInteger('position').primary()
      t.bigInteger('seq').notNullable().unique()
    })
    // The next position comes from here, not from max(): retention may empty the log.
    await db.schema.createTable('log_head', (t) => {
      t.integer('id').primary()
      t.bigInteger('position').notNullable()
    })
    await db('log_head').insert({ id: 1, position: 0 })
    // Outlives its user, so that a number is never given twice.
    await db.schema.createTable('user_sequences', (t) => {
      t.text('user_id').primary()
      t.integer('last').notNullable()
    })
    await db.schema.createTable('subscriber_cursors', (t) => {
      t.text('name').primary()
      t.bigInteger('position').notNullable()
      t.integer('failures').notNullable().defaultTo(0)
      t.bigInteger('retry_at').notNullable().defaultTo(0)
      t.bigInteger('seen_at').notNullable()
    })
    await db.schema.createTable('parked_events', (t) => {
      t.text('subscriber').notNullable()
      t.bigInteger('position').notNullable()
      t.text('error').notNullable()
      t.bigInteger('parked_at').notNullable()
      t.primary(['subscriber', 'position'])
    })
    // At most ten facts a minute that strangers cause are written per account and per address.
    await db.schema.createTable('stranger_counts', (t) => {
      t.text('key').primary()
      t.bigInteger('minute').notNullable()
      t.integer('written').notNullable()
      t.integer('left_out').notNullable()
    })
  },
  async down(db) {
    for (const table of [
      'stranger_counts',
      'parked_events',
      'subscriber_cursors',
      'user_sequences',
      'log_head',
      'log',
      'outbox',
      'events',
    ])
      await db.schema.dropTable(table)
  },
}
