import type { Knex } from 'knex'
import type { Tx } from '../db/database.ts'

/** Removes at most `limit` rows that `which` picks, so that a sweep never holds the writer for long. */
export async function deleteSlice(
  tx: Tx,
  table: string,
  key: string,
  which: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  limit: number,
): Promise<number> {
  return tx(table)
    .whereIn(key, which(tx(table)).limit(limit).select(key))
    .delete()
}
