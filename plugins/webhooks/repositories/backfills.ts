import type { Dialect, EventContext, Read, Tx, UserChoice } from '#gatepost'
import type { Backfill, BackfillState } from '../backfill/backfill.ts'
import type { DeliveryState } from '../delivery/delivery.ts'
import type { LaneKey } from './deliveries.ts'
import { rowsOf } from './json-table.ts'

interface Row {
  id: number
  endpoint: number
  choice: string
  repair: number | null
  after_id: string
  until_id: string
  state: BackfillState
  total: number
  announced: number
  last_event: string | null
  context: string
  created_at: number
  ended_at: number | null
}

const fromRow = (row: Row): Backfill => ({
  id: row.id,
  endpoint: row.endpoint,
  choice: JSON.parse(row.choice),
  repair: row.repair,
  afterId: row.after_id,
  untilId: row.until_id,
  state: row.state,
  total: row.total,
  announced: row.announced,
  lastEvent: row.last_event,
  context: JSON.parse(row.context),
  createdAt: row.created_at,
  endedAt: row.ended_at,
})

/** Which users a backfill is about, before it has a row. */
export interface BackfillPlan {
  readonly endpoint: number
  readonly choice: UserChoice
  readonly repair: number | null
  readonly untilId: string
  readonly total: number
}

const OPEN = "state in ('running', 'stopping')"
/** What is still on its way, outside of resends and replays. */
const ON_THE_WAY = "state in ('held', 'pending', 'leased')"

export async function insertBackfill(
  tx: Tx,
  plan: BackfillPlan,
  context: EventContext,
  now: number,
): Promise<number> {
  const [row] = await tx('webhooks_backfills')
    .insert({
      endpoint: plan.endpoint,
      choice: JSON.stringify(plan.choice),
      repair: plan.repair,
      after_id: '',
      until_id: plan.untilId,
      state: 'running',
      total: plan.total,
      context: JSON.stringify(context),
      created_at: now,
    })
    .returning<{ id: number }[]>('id')
  if (!row) throw new Error('no backfill number came back')
  return row.id
}

/** A backfill, its row locked until `tx` ends: its slices and its stop take turns. */
export async function lockBackfill(tx: Tx, dialect: Dialect, id: number): Promise<Backfill | undefined> {
  const row: Row | undefined = await dialect.forUpdate(tx('webhooks_backfills').where({ id })).first()
  return row && fromRow(row)
}

export async function findBackfill(read: Read, id: number): Promise<Backfill | undefined> {
  const row: Row | undefined = await read('webhooks_backfills')
    .whereRaw('id = cast(? as bigint)', [id])
    .first()
  return row && fromRow(row)
}

/** Whether a backfill of this endpoint has not ended. */
export async function backfillRuns(read: Read, endpoint: number): Promise<boolean> {
  return (await read('webhooks_backfills').where({ endpoint }).whereRaw(OPEN).first('id')) !== undefined
}

/** Backfills that run or are stopping, oldest first. */
export async function openBackfills(read: Read): Promise<Backfill[]> {
  const rows: Row[] = await read('webhooks_backfills').whereRaw(OPEN).orderBy('id')
  return rows.map(fromRow)
}

/** Backfills of an endpoint, newest first, older than `before`. */
export async function listBackfills(
  read: Read,
  endpoint: number,
  before: number,
  limit: number,
): Promise<Backfill[]> {
  const rows: Row[] = await read('webhooks_backfills')
    .where({ endpoint })
    .whereRaw('id < cast(? as bigint)', [before])
    .orderBy('id', 'desc')
    .limit(limit)
  return rows.map(fromRow)
}

/** Notes how far it has come. */
export async function moveBackfill(
  tx: Tx,
  id: number,
  step: { readonly afterId: string; readonly announced: number; readonly lastEvent: string | undefined },
): Promise<void> {
  await tx('webhooks_backfills')
    .where({ id })
    .update({ after_id: step.afterId, ...(step.lastEvent ? { last_event: step.lastEvent } : {}) })
    .increment({ announced: step.announced })
}

export async function setBackfillState(tx: Tx, id: number, state: BackfillState, now: number): Promise<void> {
  const ended = state === 'done' || state === 'stopped'
  await tx('webhooks_backfills')
    .where({ id })
    .update({ state, ended_at: ended ? now : null })
}

/** What has become of a backfill's deliveries. */
export async function countBackfilled(read: Read, backfill: number): Promise<Map<DeliveryState, number>> {
  const rows: { state: DeliveryState; count: number | string }[] = await read('webhooks_deliveries')
    .where({ backfill })
    .groupBy('state')
    .select('state')
    .count({ count: '*' })
  return new Map(rows.map((row) => [row.state, Number(row.count)]))
}

/** How many of a backfill's deliveries are on their way. */
export async function countOnTheWay(read: Read, backfill: number): Promise<number> {
  const row = await read('webhooks_deliveries')
    .where({ backfill })
    .whereRaw(ON_THE_WAY)
    .count({ count: '*' })
    .first()
  return Number(row?.count ?? 0)
}

/**
 * Ends what of a backfill is waiting as skipped(stopped), at most `limit`. Answers how many, and their lanes, which may
 * have lost their head. What a resend has opened goes on.
 */
export async function skipStopped(
  tx: Tx,
  dialect: Dialect,
  backfill: number,
  limit: number,
  now: number,
): Promise<{ count: number; lanes: LaneKey[] }> {
  const waiting = dialect.forUpdate(
    tx('webhooks_deliveries')
      .where({ backfill })
      .whereRaw("state in ('held', 'pending') and replay is null")
      .limit(limit)
      .select('id'),
  )
  const rows: { id: number }[] = await waiting
  if (rows.length === 0) return { count: 0, lanes: [] }
  const ended = await rowsOf<{ endpoint: number; lane: string | null }>(
    tx.raw(
      `update webhooks_deliveries set state = 'skipped', reason = 'stopped', lease_until = null, due = ?
       where id in (select value from ${dialect.jsonRows('?', 'integer')} p) and state in ('held', 'pending')
       returning endpoint, lane`,
      [now, JSON.stringify(rows.map(({ id }) => id))],
    ),
  )
  const lanes = ended.flatMap(({ endpoint, lane }) => (lane === null ? [] : [{ endpoint, lane }]))
  return { count: ended.length, lanes }
}
