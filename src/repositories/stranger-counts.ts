import type { Tx } from '../db/database.ts'
import { deleteSlice } from './slice.ts'

const MINUTE = 60_000
/** Facts that strangers cause are written at most this often a minute per account and per address. */
export const STRANGER_LIMIT = 10

/**
 * Counts one such fact under each key. Answers how many were left out before it when it is to be written, and
 * undefined when it is itself left out.
 */
export async function countStrangerFact(
  tx: Tx,
  keys: readonly string[],
  now: number,
): Promise<number | undefined> {
  const minute = Math.floor(now / MINUTE)
  let leftOut = 0
  let full = false
  for (const key of [...keys].sort()) {
    const [row] = await tx('stranger_counts')
      .insert({ key, minute, written: 1, left_out: 0 })
      .onConflict('key')
      .merge({
        written: tx.raw(
          'case when stranger_counts.minute = excluded.minute then stranger_counts.written + 1 else 1 end',
        ),
        minute: tx.raw('excluded.minute'),
      })
      .returning<{ written: number; left_out: number }[]>(['written', 'left_out'])
    if (row && row.written > STRANGER_LIMIT) full = true
    leftOut = Math.max(leftOut, row?.left_out ?? 0)
  }
  if (full) {
    await tx('stranger_counts')
      .whereIn('key', [...keys])
      .increment('left_out', 1)
    return undefined
  }
  await tx('stranger_counts')
    .whereIn('key', [...keys])
    .update({ left_out: 0 })
  return leftOut
}

/** Removes at most `limit` rows of minutes long past, a day and more. */
export async function sweepStrangerCounts(tx: Tx, now: number, limit: number): Promise<number> {
  const oldest = Math.floor(now / MINUTE) - 1440
  return deleteSlice(tx, 'stranger_counts', 'key', (query) => query.where('minute', '<', oldest), limit)
}
