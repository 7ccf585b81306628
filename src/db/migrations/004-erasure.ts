import type { Migration } from '../migration.ts'

/** Deleted users whose payloads are still here: an index that is empty while there are none. */
export const erasure: Migration = {
  name: '004-erasure',
  async up(db) {
    await db.raw(
      "create index events_to_erase on events (seq) where type = 'user.deleted' and data is not null",
    )
  },
  async down(db) {
    await db.raw('drop index events_to_erase')
  },
}
