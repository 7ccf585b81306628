import type { ColumnType, Dialect } from '#gatepost'

/** SQL of a table with the named columns over one bound JSON array of arrays; see `Dialect.jsonTable`. */
export const jsonTable = (dialect: Dialect, columns: Readonly<Record<string, ColumnType>>): string =>
  dialect.jsonTable(columns)

/** The rows of a raw statement; drivers wrap them differently. */
export async function rowsOf<T>(statement: PromiseLike<unknown>): Promise<T[]> {
  const result = (await statement) as T[] | { rows: T[] }
  return Array.isArray(result) ? result : result.rows
}
