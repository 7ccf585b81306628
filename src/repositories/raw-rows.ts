import type { Knex } from 'knex'

/** The rows of a raw statement; drivers wrap them differently. */
export async function rawRows<T>(statement: Knex.Raw): Promise<T[]> {
  const result: T[] | { rows: T[] } = await statement
  return Array.isArray(result) ? result : result.rows
}
