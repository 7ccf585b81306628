import type { Knex } from 'knex'

/**
 * One step of the schema. Steps are listed in code rather than read from a folder, so that sources and compiled
 * files are the same to the database. `up` must be additive while old and new servers run side by side.
 */
export interface Migration {
  readonly name: string
  up(db: Knex): Promise<void>
  down(db: Knex): Promise<void>
}
