/** The ledger's own sums, and the two sides that it compares. Positions are the log's. */
import { cursorPosition, type Dialect, parkedPositions, type Read, type Tx } from '#gatepost'
import type { DeliveryState } from '../delivery/delivery.ts'
import { jsonTable, rowsOf } from './json-table.ts'

/** Deliveries by endpoint number. */
export type Sums = ReadonlyMap<number, number>

export interface LedgerMarks {
  /** What was owed up to here is in the sums. */
  readonly position: number
  /** Retention has removed what ended before this time. */
  readonly removedBefore: number
}

export async function readMarks(read: Read): Promise<LedgerMarks> {
  const row: { position: number; removed_before: number } | undefined = await read('webhooks_ledger').first(
    'position',
    'removed_before',
  )
  return { position: row?.position ?? 0, removedBefore: row?.removed_before ?? 0 }
}

/** How far fan-out has read the log. What an endpoint wanted up to there never changes any more. */
export const fannedOutTo = (read: Read): Promise<number> => cursorPosition(read, 'webhooks')

/** Positions that were set aside for fan-out after it failed on them. */
export const setAsidePositions = (read: Read): Promise<number[]> => parkedPositions(read, 'webhooks')

/** Events that are all the same to the question who wants them. */
export interface EventGroup {
  readonly type: string
  readonly target: readonly string[] | null
  /** The endpoint that they are about; null for users and the server. */
  readonly about: string | null
  readonly count: number
}

/** The events from position `first` to `last`, counted by what decides who wants them: a few groups of many. */
export async function countEvents(read: Read, first: number, last: number): Promise<EventGroup[]> {
  const rows = await rowsOf<{
    type: string
    target: string | null
    about: string | null
    count: number | string
  }>(
    read.raw(
      `select events.type, events.target,
              case when events.subject like 'ep~_%' escape '~' then events.subject end as about,
              count(*) as count
       from logged_events events where events.position >= ? and events.position <= ?
       group by 1, 2, 3`,
      [first, last],
    ),
  )
  return rows.map((row) => ({
    type: row.type,
    target: row.target === null ? null : JSON.parse(row.target),
    about: row.about,
    count: Number(row.count),
  }))
}

/** Endpoint numbers by public id, tombstones included. */
export async function endpointNums(read: Read, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows: { num: number; id: string }[] = await read('webhooks_endpoints')
    .whereIn('id', [...ids])
    .select('num', 'id')
  return new Map(rows.map((row) => [row.id, row.num]))
}

/** Adds what was owed from `from` (not included) to `to`. Answers false when another node has done it already. */
export async function addOwed(
  tx: Tx,
  dialect: Dialect,
  from: number,
  to: number,
  owed: Sums,
): Promise<boolean> {
  const moved = await tx('webhooks_ledger').where({ id: 1, position: from }).update({ position: to })
  if (moved === 0) return false
  await tx.raw(
    `insert into webhooks_ledger_owed (endpoint, owed)
     select s.endpoint, s.owed from ${jsonTable(dialect, { endpoint: 'integer', owed: 'integer' })} s where true
     on conflict (endpoint) do update set owed = webhooks_ledger_owed.owed + excluded.owed`,
    [JSON.stringify([...owed])],
  )
  return true
}

export async function owedSums(read: Read): Promise<Map<number, number>> {
  const rows: { endpoint: number; owed: number }[] = await read('webhooks_ledger_owed').select()
  return new Map(rows.map((row) => [row.endpoint, row.owed]))
}

/** Rows that replays made at endpoints that were not owed these events. */
export async function madeSums(read: Read): Promise<Map<number, number>> {
  const rows: { endpoint: number; made: number | string }[] = await read('webhooks_replays')
    .where('made', '>', 0)
    .groupBy('endpoint')
    .select('endpoint')
    .sum({ made: 'made' })
  return new Map(rows.map((row) => [row.endpoint, Number(row.made)]))
}

export interface StateCount {
  readonly endpoint: number
  readonly state: DeliveryState
  readonly reason: string | null
  readonly count: number
}

const ENDED = "state in ('delivered', 'dead', 'skipped')"
/** The endpoints that have an ended delivery: one look into the index for each of them, however many those are. */
const HAVING_ENDED = `with recursive having_ended (endpoint) as (
  select min(endpoint) from webhooks_deliveries where ${ENDED}
  union all
  select (select min(d.endpoint) from webhooks_deliveries d where d.endpoint > h.endpoint and d.${ENDED})
  from having_ended h where h.endpoint is not null)`

/**
 * The deliveries that there are, by endpoint, state and reason. The ended ones, which are the many, are counted in an
 * index that holds nothing else, endpoint by endpoint: half the time of one walk that compares each row with the last.
 */
export async function countStates(read: Read): Promise<StateCount[]> {
  const count = (sql: string) =>
    rowsOf<{ endpoint: number; state: DeliveryState; reason?: string | null; count: number | string }>(
      read.raw(sql),
    )
  // What was delivered has no reason.
  const delivered = await count(
    `${HAVING_ENDED}
     select h.endpoint, 'delivered' as state,
            (select count(*) from webhooks_deliveries d
             where d.endpoint = h.endpoint and d.state = 'delivered' and d.${ENDED}) as count
     from having_ended h where h.endpoint is not null`,
  )
  const others = await count(
    `${HAVING_ENDED}
     select d.endpoint, d.state, d.reason, count(*) as count
     from having_ended h cross join webhooks_deliveries d
     where d.endpoint = h.endpoint and d.state in ('dead', 'skipped') and d.${ENDED}
     group by d.endpoint, d.state, d.reason`,
  )
  const byState = (where: string) =>
    count(`select endpoint, state, count(*) as count from webhooks_deliveries where ${where} group by 1, 2`)
  const open = await byState("state in ('held', 'pending', 'leased') and replay is null")
  // `>= 0` is every replay, in words that let SQLite use the index of replays.
  const reopened = await byState("replay >= 0 and state in ('held', 'pending', 'leased')")
  return [...delivered, ...others, ...open, ...reopened]
    .map(({ reason = null, ...row }) => ({ ...row, reason, count: Number(row.count) }))
    .filter((row) => row.count > 0)
}

/** What retention has removed, by endpoint, state and reason. */
export async function removedTotals(read: Read): Promise<StateCount[]> {
  const rows: { endpoint: number; state: DeliveryState; reason: string; count: number }[] =
    await read('webhooks_ledger_totals').select()
  return rows.map((row) => ({ ...row, reason: row.reason === '' ? null : row.reason }))
}

/** Adds deliveries that are removed in this transaction. */
export async function addRemoved(tx: Tx, dialect: Dialect, removed: readonly StateCount[]): Promise<void> {
  const columns = jsonTable(dialect, { endpoint: 'integer', state: 'text', reason: 'text', count: 'integer' })
  await tx.raw(
    `insert into webhooks_ledger_totals (endpoint, state, reason, count)
     select r.endpoint, r.state, r.reason, r.count from ${columns} r where true
     on conflict (endpoint, state, reason) do update set count = webhooks_ledger_totals.count + excluded.count`,
    [JSON.stringify(removed.map((row) => [row.endpoint, row.state, row.reason ?? '', row.count]))],
  )
}

export interface LedgerEndpoint {
  readonly num: number
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly deleted: boolean
}

/** Every endpoint, tombstones included, in the order of their making. */
export async function ledgerEndpoints(read: Read): Promise<LedgerEndpoint[]> {
  const rows: {
    num: number
    id: string
    name: string
    enabled: boolean | number
    deleted_at: number | null
  }[] = await read('webhooks_endpoints').orderBy('num').select('num', 'id', 'name', 'enabled', 'deleted_at')
  return rows.map(({ deleted_at, enabled, ...row }) => ({
    ...row,
    enabled: Boolean(enabled),
    deleted: deleted_at !== null,
  }))
}
