import type { Migration } from '../migration.ts'

/**
 * What lists and figures of the log are read from, however long it is: the type of each event beside its position, and
 * how many events of each type there were, counted in the pass that gives the positions.
 */
export const figures: Migration = {
  name: '013-figures',
  async up(db) {
    await db.schema.alterTable('log', (t) => {
      t.text('type').notNullable().defaultTo('')
    })
    await db.raw('update log set type = (select events.type from events where events.seq = log.seq)')
    await db.raw('create index log_type on log (type, position)')
    // The same view as before, with the type where its index is.
    await db.raw('drop view logged_events')
    await db.raw(
      `create view logged_events as
       select log.position, events.id, log.type, events.subject, events.target, events.sequence, events.at,
              events.data, events.context
       from log join events on events.seq = log.seq`,
    )
    // `at` is the beginning of a step of `step` milliseconds, in UTC epoch milliseconds.
    await db.schema.createTable('event_counts', (t) => {
      t.integer('step').notNullable()
      t.bigInteger('at').notNullable()
      t.text('type').notNullable()
      t.bigInteger('events').notNullable()
      t.primary(['step', 'at', 'type'])
    })
  },
  async down(db) {
    await db.schema.dropTable('event_counts')
    await db.raw('drop view logged_events')
    await db.raw(
      `create view logged_events as
       select log.position, events.id, events.type, events.subject, events.target, events.sequence, events.at,
              events.data, events.context
       from log join events on events.seq = log.seq`,
    )
    await db.raw('drop index log_type')
    await db.raw('alter table log drop column type')
  },
}
