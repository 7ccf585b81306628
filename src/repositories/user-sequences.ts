import type { Read } from '../db/database.ts'

/** The number of the newest event of each of these users, gone ones included; those without any are missing. */
export async function lastSequences(read: Read, userIds: readonly string[]): Promise<Map<string, number>> {
  const rows: { user_id: string; last: number }[] = await read('user_sequences')
    .whereIn('user_id', [...userIds])
    .select('user_id', 'last')
  return new Map(rows.map((row) => [row.user_id, row.last]))
}
