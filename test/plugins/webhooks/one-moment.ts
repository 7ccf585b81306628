import assert from 'node:assert/strict'
import type { Database } from '#gatepost'

/** Asserts that `view` reads rows of `table` in the transaction in which it counts what belongs to them. */
export async function assertOneMoment(
  db: Database,
  table: string,
  view: () => Promise<unknown>,
): Promise<void> {
  const seen: string[] = []
  const note = ({ sql }: { sql: string }) => seen.push(sql)
  db.reader.on('query', note)
  await view()
  db.reader.off('query', note)
  const counted = seen.findIndex((sql) => /count\(/.test(sql))
  const begun = seen.findLastIndex((sql, n) => n < counted && /^begin/i.test(sql))
  assert.ok(begun !== -1, seen.join('\n'))
  assert.ok(
    seen.slice(begun, counted).some((sql) => sql.includes(table)),
    seen.join('\n'),
  )
}
