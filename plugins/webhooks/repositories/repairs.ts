import type { IdRange, Read } from '#gatepost'

/** Users within a range about whom one side has what the other has not, ascending by id. */
export async function differingIds(
  read: Read,
  repair: number,
  { after, until }: IdRange,
  limit: number,
): Promise<string[]> {
  const query = read('webhooks_repair_users')
    .where({ repair })
    .whereIn('kind', ['missing', 'behind', 'gone'])
    .where('user_id', '>', after)
  if (until !== null) query.where('user_id', '<=', until)
  const rows: { user_id: string }[] = await query.orderBy('user_id').limit(limit).select('user_id')
  return rows.map((row) => row.user_id)
}
