import assert from 'node:assert/strict'
import type { Database } from '#gatepost'

/** A statement as knex tells of it. */
interface Asked {
  readonly sql: string
  readonly __knexTxId?: string
}

/**
 * Asserts that `view` reads rows of `table` in the transaction in which it counts what belongs to them. The engine reads
 * meanwhile as well, so that only what shares a transaction is looked at.
 */
export async function assertOneMoment(
  db: Database,
  table: string,
  view: () => Promise<unknown>,
): Promise<void> {
  const seen = new Map<string, string[]>()
  const note = ({ sql, __knexTxId: id }: Asked) => id && seen.set(id, [...(seen.get(id) ?? []), sql])
  db.reader.on('query', note)
  await view()
  db.reader.off('query', note)
  const together = [...seen.values()].some((statements) => {
    const read = statements.findIndex((sql) => sql.includes(table))
    return read !== -1 && statements.slice(read + 1).some((sql) => /count\(/.test(sql))
  })
  assert.ok(together, JSON.stringify([...seen], undefined, 2))
}
