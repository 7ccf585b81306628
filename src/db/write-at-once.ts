import type { Knex } from 'knex'
import { together } from '../lib/together.ts'
import type { Tx } from './database.ts'
import type { Dialect } from './dialect.ts'

/** A statement that writes, not sent yet. */
export type Write = Knex.Raw | Knex.QueryBuilder

/**
 * Sends statements of one transaction that write different tables and do not depend on each other: where a WITH may
 * write, as a single one. Answers what the last of them answers. Those left undefined have nothing to write.
 */
export async function writeAtOnce(
  tx: Tx,
  dialect: Dialect,
  ...writes: readonly (Write | undefined)[]
): Promise<unknown> {
  const wanted = writes.filter((write) => write !== undefined)
  if (wanted.length < 2 || !dialect.writesInWith) return (await together(...wanted)).at(-1)
  const statements = wanted.map((write) => write.toSQL())
  const last = statements.at(-1)
  const others = statements.slice(0, -1).map(({ sql }, n) => `write_${n} as (${sql})`)
  return tx.raw(
    `with ${others.join(', ')} ${last?.sql}`,
    statements.flatMap(({ bindings }) => bindings),
  )
}
