import type { Read } from '#gatepost'
import type { LaneKey } from './deliveries.ts'
import { rowsOf } from './json-table.ts'

/**
 * The next `limit` lanes with something open, walked from lane to lane through the index however many rows each
 * holds, and those of them whose oldest open row is held. `next` is the last lane seen, absent at the end.
 */
export async function headlessLanes(
  read: Read,
  from: readonly [endpoint: number, lane: string],
  limit: number,
): Promise<{ headless: LaneKey[]; next: readonly [number, string] | undefined }> {
  const first = (after: string) =>
    `select d.id from webhooks_deliveries d
     where ${after} and d.lane is not null and d.state in ('held', 'pending', 'leased') and d.replay is null
     order by d.endpoint, d.lane, d.position limit 1`
  const rows = await rowsOf<{ endpoint: number; lane: string; state: string }>(
    read.raw(
      `with recursive walk (n, id, endpoint, lane, state) as (
         select * from (select 1, d.id, d.endpoint, d.lane, d.state from webhooks_deliveries d
           where d.id = coalesce(
             (${first('d.endpoint = ? and d.lane > ?')}),
             (${first('d.endpoint > ?')}))) start
         union all
         select walk.n + 1, d.id, d.endpoint, d.lane, d.state
         from walk join webhooks_deliveries d on d.id = coalesce(
           (${first('d.endpoint = walk.endpoint and d.lane > walk.lane')}),
           (${first('d.endpoint > walk.endpoint')}))
         where walk.n < ?
       )
       select endpoint, lane, state from walk order by n`,
      [from[0], from[1], from[0], limit],
    ),
  )
  const last = rows.at(-1)
  return {
    headless: rows.filter((row) => row.state === 'held').map(({ endpoint, lane }) => ({ endpoint, lane })),
    next: rows.length === limit && last ? [last.endpoint, last.lane] : undefined,
  }
}

/** Deleted endpoints where something still waits. */
export async function deletedWithWaiting(read: Read): Promise<number[]> {
  const waiting = (where: string) =>
    read('webhooks_deliveries as d').select(read.raw('1')).whereRaw(`d.endpoint = e.num and ${where}`)
  const rows: { num: number }[] = await read('webhooks_endpoints as e')
    .whereNotNull('e.deleted_at')
    .where((q) =>
      q
        .whereExists(
          waiting("d.state in ('held', 'pending', 'leased') and d.replay is null and d.state <> 'leased'"),
        )
        .orWhereExists(waiting("d.state = 'pending'")),
    )
    .select('e.num')
  return rows.map((row) => row.num)
}
