import type { Migration } from '#gatepost'

const INDEXES: readonly (readonly [name: string, columns: string, where: string])[] = [
  // The list of all webhooks' deliveries, newest first.
  ['newest', 'position, id', ''],
  // The same of one state that few have: without these it would walk past all that was delivered.
  ['newest_dead', 'position, id', " where state = 'dead'"],
  ['newest_open', 'position, id', " where state in ('held', 'pending', 'leased')"],
]

/** Indexes for the lists that name no webhook. */
export const lists: Migration = {
  name: '005-lists',
  async up(db) {
    for (const [name, columns, where] of INDEXES)
      await db.raw(`create index webhooks_deliveries_${name} on webhooks_deliveries (${columns})${where}`)
  },
  async down(db) {
    for (const [name] of INDEXES) await db.raw(`drop index webhooks_deliveries_${name}`)
  },
}
