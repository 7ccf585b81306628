import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import { rawRows } from './raw-rows.ts'

/**
 * Counts several users' sequences on at once, each by so many, and answers the last number of each. The caller holds
 * their rows, or has just made them.
 */
export async function nextSequences(
  tx: Tx,
  dialect: Dialect,
  counts: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const table = dialect.jsonTable({ user_id: 'text', more: 'integer' })
  const written = tx.raw(
    `insert into user_sequences (user_id, last) select user_id, more from ${table} as r where true order by user_id
     on conflict (user_id) do update set last = user_sequences.last + excluded.last returning user_id, last`,
    [JSON.stringify([...counts])],
  )
  const rows = await rawRows<{ user_id: string; last: number }>(written)
  return new Map(rows.map(({ user_id, last }) => [user_id, last]))
}

/** The number of the newest event of each of these users, gone ones included; those without any are missing. */
export async function lastSequences(read: Read, userIds: readonly string[]): Promise<Map<string, number>> {
  const rows: { user_id: string; last: number }[] = await read('user_sequences')
    .whereIn('user_id', [...userIds])
    .select('user_id', 'last')
  return new Map(rows.map((row) => [row.user_id, row.last]))
}
