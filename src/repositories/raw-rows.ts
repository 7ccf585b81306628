/** The rows of a raw statement; drivers wrap them differently. */
export async function rawRows<T>(statement: PromiseLike<unknown>): Promise<T[]> {
  const result = (await statement) as T[] | { rows: T[] }
  return Array.isArray(result) ? result : result.rows
}
