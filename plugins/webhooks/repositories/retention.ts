/** What retention removes. Every function works on one slice, within one short transaction. */
import type { Dialect, Read, Tx } from '#gatepost'
import type { DeliveryState } from '../delivery/delivery.ts'
import { OPEN_IN_LANE } from './deliveries.ts'
import { jsonTable, rowsOf } from './json-table.ts'
import { addRemoved } from './ledger.ts'

/** Deliveries that ended alike, at one endpoint. */
export interface EndedKind {
  readonly endpoint: number
  readonly state: DeliveryState
  readonly reason: string | null
}

/** The kinds of which something ended before `before`. */
export async function kindsEndedBefore(read: Read, before: number): Promise<EndedKind[]> {
  return read('webhooks_deliveries')
    .whereRaw("state in ('delivered', 'dead', 'skipped')")
    .where('due', '<', before)
    .groupBy('endpoint', 'state', 'reason')
    .select('endpoint', 'state', 'reason')
}

/**
 * Removes up to `limit` deliveries of a kind that ended before `before`, oldest end first, with their attempts, and
 * adds them to the ledger's totals. Answers how many.
 */
export async function removeEnded(
  tx: Tx,
  dialect: Dialect,
  kind: EndedKind,
  before: number,
  limit: number,
): Promise<number> {
  const { endpoint, state, reason } = kind
  // Locked, so that none of them is reopened in between.
  const rows: { id: number }[] = await dialect
    .skipLocked(
      tx('webhooks_deliveries')
        .where({ endpoint, state, reason })
        .whereRaw("state in ('delivered', 'dead', 'skipped')")
        // The end of an ended one.
        .where('due', '<', before)
        .orderBy('due')
        .limit(limit),
    )
    .select('id')
  if (rows.length === 0) return 0
  const ids = JSON.stringify(rows.map(({ id }) => [id]))
  const picked = jsonTable(dialect, { id: 'integer' })
  await tx.raw(`delete from webhooks_attempts where delivery in (select id from ${picked} p)`, [ids])
  await tx.raw(`delete from webhooks_deliveries where id in (select id from ${picked} p)`, [ids])
  await addRemoved(tx, dialect, [{ ...kind, count: rows.length }])
  return rows.length
}

/** Notes up to which end everything is removed. */
export async function noteRemoved(tx: Tx, before: number): Promise<void> {
  await tx('webhooks_ledger')
    .where({ id: 1 })
    .where('removed_before', '<', before)
    .update({ removed_before: before })
}

/** Endpoints that are off since before `before` and where something still waits. */
export async function parkedSinceBefore(read: Read, before: number): Promise<number[]> {
  const waiting = (where: string) =>
    read('webhooks_deliveries as d').select(read.raw('1')).whereRaw(`d.endpoint = e.num and ${where}`)
  const rows: { num: number }[] = await read('webhooks_endpoints as e')
    .where('e.enabled', false)
    .whereNull('e.deleted_at')
    .where('e.disabled_at', '<', before)
    .where((q) =>
      q
        .whereExists(
          waiting("d.state in ('held', 'pending', 'leased') and d.replay is null and d.state <> 'leased'"),
        )
        .orWhereExists(waiting("d.state = 'pending'"))
        .orWhereExists(waiting("d.replay >= 0 and d.state = 'held'")),
    )
    .select('e.num')
  return rows.map((row) => row.num)
}

/**
 * Up to `limit` deliveries that wait at an endpoint, the newest first, so that whoever ends them in this order never
 * leaves a lane without its head. Through the indexes of what is open, however much has ended since.
 */
export async function waitingAt(read: Read, endpoint: number, limit: number): Promise<number[]> {
  const inLanes: { id: number }[] = await read('webhooks_deliveries')
    .where({ endpoint })
    .whereRaw(OPEN_IN_LANE)
    .whereNot('state', 'leased')
    .orderBy([
      { column: 'position', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .select('id')
  const reopened: { id: number }[] = await read('webhooks_deliveries')
    .where({ endpoint })
    .where('replay', '>=', 0)
    .whereIn('state', ['held', 'pending'])
    .limit(limit)
    .select('id')
  return [...reopened, ...inLanes].map(({ id }) => id)
}

/** Ends these as dead(expired) where they still wait at an endpoint that is off since before `before`. */
export async function expireParked(
  tx: Tx,
  dialect: Dialect,
  endpoint: number,
  ids: readonly number[],
  { before, now }: { readonly before: number; readonly now: number },
): Promise<number> {
  const off = await dialect
    .forUpdate(
      tx('webhooks_endpoints').where({ num: endpoint, enabled: false }).where('disabled_at', '<', before),
    )
    .first('num')
  if (!off) return 0
  const ended = await rowsOf<{ id: number }>(
    tx.raw(
      `update webhooks_deliveries set state = 'dead', reason = 'expired', due = ?
       where state in ('held', 'pending') and id in (select id from ${jsonTable(dialect, { id: 'integer' })} p)
       returning id`,
      [now, JSON.stringify(ids.map((id) => [id]))],
    ),
  )
  return ended.length
}

/** Tombstones from before `before` whose deliveries are all removed and counted up to the end. */
export async function emptyTombstones(read: Read, before: number): Promise<number[]> {
  const rows: { num: number }[] = await read('webhooks_endpoints as e')
    .where('e.deleted_at', '<', before)
    .whereNotExists(read('webhooks_deliveries as d').select(read.raw('1')).whereRaw('d.endpoint = e.num'))
    .whereNotExists(
      read('webhooks_endpoint_versions as v')
        .select(read.raw('1'))
        .whereRaw('v.endpoint = e.num')
        .where('v.to_position', '>', read('webhooks_ledger').where({ id: 1 }).select('position')),
    )
    .select('e.num')
  return rows.map((row) => row.num)
}

/** Removes a tombstone; its sums go on as endpoint `heir` of the ledger. */
export async function removeTombstone(tx: Tx, num: number, heir: number): Promise<void> {
  await tx.raw(
    `insert into webhooks_ledger_owed (endpoint, owed)
     select cast(? as integer), coalesce((select owed from webhooks_ledger_owed where endpoint = ?), 0)
       + coalesce((select sum(made) from webhooks_replays where endpoint = ?), 0)
     where true
     on conflict (endpoint) do update set owed = webhooks_ledger_owed.owed + excluded.owed`,
    [heir, num, num],
  )
  await tx.raw(
    `insert into webhooks_ledger_totals (endpoint, state, reason, count)
     select cast(? as integer), state, reason, count from webhooks_ledger_totals where endpoint = ?
     on conflict (endpoint, state, reason) do update set count = webhooks_ledger_totals.count + excluded.count`,
    [heir, num],
  )
  for (const table of [
    ...['webhooks_ledger_owed', 'webhooks_ledger_totals', 'webhooks_replays'],
    ...['webhooks_endpoint_versions', 'webhooks_secrets', 'webhooks_endpoint_runtime'],
  ])
    await tx(table).where({ endpoint: num }).delete()
  await tx('webhooks_endpoints').where({ num }).delete()
}

/** The lowest position that a delivery still has; undefined when there is none. */
export async function lowestKept(read: Read): Promise<number | undefined> {
  const rows: { position: number | null }[] = await read('webhooks_endpoints as e').select({
    position: read('webhooks_deliveries as d').whereRaw('d.endpoint = e.num').min('d.position'),
  })
  const positions = rows.flatMap(({ position }) => position ?? [])
  return positions.length === 0 ? undefined : Math.min(...positions)
}
