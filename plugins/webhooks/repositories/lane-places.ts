import type { Dialect, Read } from '#gatepost'
import type { DeliveryState } from '../delivery/delivery.ts'
import { OPEN_IN_LANE } from './deliveries.ts'
import { jsonTable, rowsOf } from './json-table.ts'

/** Nobody reads a larger number, and a hot lane may hold a hundred thousand. */
export const COUNTED = 1000

const SAME_LANE = `o.endpoint = d.endpoint and o.lane = d.lane and o.state in ('held', 'pending', 'leased')
  and o.replay is null`

/** How many open deliveries of its lane go before each of these, `COUNTED` at most. */
export async function countAhead(
  read: Read,
  dialect: Dialect,
  ids: readonly number[],
): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const rows = await rowsOf<{ id: number; ahead: number | string }>(
    read.raw(
      `select d.id, (select count(*) from (select 1 from webhooks_deliveries o
                     where ${SAME_LANE} and o.position < d.position limit ${COUNTED}) x) as ahead
       from ${jsonTable(dialect, { id: 'integer' })} wanted join webhooks_deliveries d on d.id = wanted.id`,
      [JSON.stringify(ids.map((id) => [id]))],
    ),
  )
  return new Map(rows.map((row) => [row.id, Number(row.ahead)]))
}

export interface LaneNeighbour {
  readonly id: number
  readonly state: DeliveryState
  readonly type: string
  readonly at: number
}

/** The open deliveries next to one in its lane, the nearest first. */
export async function laneNeighbours(
  read: Read,
  id: number,
  side: 'ahead' | 'behind',
  limit: number,
): Promise<LaneNeighbour[]> {
  const [compare, order] = side === 'ahead' ? ['<', 'desc'] : ['>', 'asc']
  return rowsOf(
    read.raw(
      `select o.id, o.state, e.type, e.at
       from webhooks_deliveries d
       join webhooks_deliveries o on ${SAME_LANE} and o.position ${compare} d.position
       join logged_events e on e.position = o.position
       where d.id = ? and d.replay is null order by o.position ${order} limit ?`,
      [id, limit],
    ),
  )
}

/** How many open deliveries of its lane come after one, `COUNTED` at most. */
export async function countBehind(read: Read, id: number): Promise<number> {
  const [row] = await rowsOf<{ count: number | string }>(
    read.raw(
      `select count(*) as count from (select 1 from webhooks_deliveries d
         join webhooks_deliveries o on ${SAME_LANE} and o.position > d.position
         where d.id = ? and d.replay is null limit ${COUNTED}) x`,
      [id],
    ),
  )
  return Number(row?.count ?? 0)
}

/** How many deliveries of each endpoint are open, and how many dead: from partial indexes, however long the past. */
export async function countOpenAndDead(
  read: Read,
  endpoints: readonly number[],
): Promise<{ endpoint: number; state: 'open' | 'dead'; count: number }[]> {
  const count = async (state: 'open' | 'dead', where: string) => {
    const rows: { endpoint: number; count: number | string }[] = await read('webhooks_deliveries')
      .whereIn('endpoint', [...endpoints])
      .whereRaw(where)
      .groupBy('endpoint')
      .select('endpoint')
      .count({ count: '*' })
    return rows.map((row) => ({ endpoint: row.endpoint, state, count: Number(row.count) }))
  }
  const counted = await Promise.all([
    count('open', OPEN_IN_LANE),
    count('open', "replay >= 0 and state in ('held', 'pending', 'leased')"),
    count('dead', "state = 'dead'"),
  ])
  return counted.flat()
}

/** How many deliveries of an endpoint were skipped because it was off, `most` at most. */
export async function countMissed(read: Read, endpoint: number, most: number): Promise<number> {
  const [row] = await rowsOf<{ count: number | string }>(
    read.raw(
      `select count(*) as count from (select 1 from webhooks_deliveries
         where endpoint = ? and state = 'skipped' and reason = 'disabled' limit ?) x`,
      [endpoint, most],
    ),
  )
  return Number(row?.count ?? 0)
}

/** The position of the oldest open delivery of each endpoint that has one. */
export async function oldestOpen(read: Read, endpoints: readonly number[]): Promise<Map<number, number>> {
  const rows: { endpoint: number; position: number }[] = await read('webhooks_deliveries')
    .whereIn('endpoint', [...endpoints])
    .whereRaw(OPEN_IN_LANE)
    .groupBy('endpoint')
    .select('endpoint')
    .min({ position: 'position' })
  return new Map(rows.map((row) => [row.endpoint, Number(row.position)]))
}
