import type { Migration } from '../migration.ts'

/**
 * The log as plugins may read it: one row an event, by position. Their statements join this view and no table of
 * the core, whose shape may change.
 */
export const loggedEvents: Migration = {
  name: '005-logged-events',
  async up(db) {
    await db.raw(
      `create view logged_events as
       select log.position, events.id, events.type, events.subject, events.target, events.sequence, events.at,
              events.data, events.context
       from log join events on events.seq = log.seq`,
    )
  },
  async down(db) {
    await db.raw('drop view logged_events')
  },
}
