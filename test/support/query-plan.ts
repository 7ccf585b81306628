import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import type { TestDeps } from './deps.ts'

/** How the database would answer, in its own words; nothing but an index is left to it. */
export async function planOf({ database: { db } }: TestDeps, query: Knex.QueryBuilder): Promise<string> {
  const { sql, bindings } = query.toSQL()
  return db.transaction(async (tx) => {
    const postgres = db.dialect.name === 'postgres'
    if (postgres) for (const way of ['seqscan', 'sort']) await tx.raw(`set local enable_${way} = off`)
    const answer = await tx.raw(`explain ${postgres ? '' : 'query plan '}${sql}`, [...bindings])
    return JSON.stringify(postgres ? answer.rows : answer)
  })
}

/** Fails unless the plan reads that index and neither walks a table nor sorts. */
export function onlyByIndex(plan: string, index: string): void {
  assert.match(plan, new RegExp(`index[^"]* ${index}\\b`, 'i'))
  assert.doesNotMatch(plan, /Seq Scan|Sort {2}\(|TEMP B-TREE|SCAN \w+\b(?! USING INDEX)/)
}
