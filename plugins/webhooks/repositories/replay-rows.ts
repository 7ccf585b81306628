/** Deliveries on their way through a replay. Every function works on one slice of them. */
import type { Dialect, Knex, Read, Tx } from '#gatepost'
import type { DeliveryState } from '../delivery/delivery.ts'
import { answered } from './answered.ts'
import { jsonTable, rowsOf } from './json-table.ts'
import type { ReplayPlan } from './replays.ts'

/** The `replay` of a delivery that was resent by itself; replays of many count from 1. */
export const RESENT = 0

/** A delivery that a replay is about, with what decides how it goes to another endpoint. */
export interface ReplaySource {
  readonly id: number
  readonly position: number
  readonly variant: string
  readonly lane: string | null
  readonly type: string
  readonly subject: string | null
  readonly sequence: number | null
}

/** Words that the partial indexes of dead and missed deliveries are made for. */
const DEAD = "d.state = 'dead'"
const MISSED = "d.state = 'skipped' and d.reason = 'disabled'"
const DELIVERED = "d.state = 'delivered'"
const SKIPPED = "d.state = 'skipped' and d.reason in ('disabled', 'error', 'stopped')"
const CAN_GO_AGAIN = `(d.state in ('delivered', 'dead') or (${SKIPPED}))`
/** To another endpoint also what still waits, or waited when the endpoint was deleted. */
const CAN_GO_ELSEWHERE = `(d.state <> 'skipped' or d.reason in ('disabled', 'error', 'stopped', 'endpoint_deleted'))`

/** The deliveries of a plan that lie above its position. */
function meant(read: Read, plan: ReplayPlan): Knex.QueryBuilder {
  const elsewhere = plan.endpoint !== plan.source
  const all = elsewhere ? CAN_GO_ELSEWHERE : CAN_GO_AGAIN
  const which = { failed: DEAD, missed: MISSED, delivered: DELIVERED, skipped: SKIPPED, all }
  const query = read('webhooks_deliveries as d')
    .join('logged_events as v', 'v.position', 'd.position')
    .where('d.endpoint', plan.source)
    .where('d.position', '>', plan.position)
    .where('d.position', '<=', plan.untilPosition)
    .whereRaw(which[plan.which])
  if (plan.fromAt !== null) query.where('v.at', '>=', plan.fromAt)
  if (plan.untilAt !== null) query.where('v.at', '<=', plan.untilAt)
  if (plan.types !== null) query.whereIn('v.type', [...plan.types])
  if (plan.subject !== null) query.where('v.subject', plan.subject)
  if (plan.answer !== null) answered(query, plan.answer)
  // An addressed event is owed to the endpoints that it names and to no other.
  if (elsewhere) query.whereNull('v.target')
  return query
}

/** How many deliveries a plan is about, by the type and endpoint of their events, and how many have no payload. */
export async function countMeant(
  read: Read,
  plan: ReplayPlan,
): Promise<{ type: string; about: string | null; count: number; erased: number }[]> {
  const about = "case when v.subject like 'ep~_%' escape '~' then v.subject end"
  // To another endpoint each event counts once, whatever number of messages the first one got.
  const unit = plan.endpoint === plan.source ? 'd.id' : 'd.position'
  const rows: { type: string; about: string | null; count: number | string; erased: number | string }[] =
    await meant(read, plan)
      .groupByRaw(`v.type, ${about}`)
      .select(
        'v.type',
        read.raw(`${about} as about`),
        read.raw(`count(distinct ${unit}) as count`),
        read.raw(`count(distinct case when v.data is null then ${unit} end) as erased`),
      )
  return rows.map((row) => ({ ...row, count: Number(row.count), erased: Number(row.erased) }))
}

/** The next deliveries of a plan, in the order of the log. */
export async function nextMeant(read: Read, plan: ReplayPlan, limit: number): Promise<ReplaySource[]> {
  return meant(read, plan)
    .orderBy([{ column: 'd.position' }, { column: 'd.id' }])
    .limit(limit)
    .select('d.id', 'd.position', 'd.variant', 'd.lane', 'v.type', 'v.subject', 'v.sequence')
}

/** What a replay has open, by lane; a lane of null for rows without one. */
export async function openRows(
  read: Read,
  replay: number,
): Promise<{ id: number; lane: string | null; state: DeliveryState }[]> {
  return read('webhooks_deliveries')
    .where({ replay })
    .whereIn('state', ['held', 'pending', 'leased'])
    .select('id', 'lane', 'state')
}

/** What the deliveries of a replay have become. */
export async function countReplayed(read: Read, replay: number): Promise<Map<DeliveryState, number>> {
  const rows: { state: DeliveryState; count: number | string }[] = await read('webhooks_deliveries')
    .where({ replay })
    .groupBy('state')
    .select('state')
    .count({ count: '*' })
  return new Map(rows.map((row) => [row.state, Number(row.count)]))
}

/** Opens ended deliveries again for a replay, each in its state. Answers the ids of those that had ended. */
export async function reopenRows(
  tx: Tx,
  dialect: Dialect,
  replay: number,
  rows: readonly { readonly id: number; readonly state: 'held' | 'pending' }[],
  now: number,
): Promise<Set<number>> {
  if (rows.length === 0) return new Set()
  const opened = await rowsOf<{ id: number }>(
    tx.raw(
      `update webhooks_deliveries
       set before = case when reason is null then webhooks_deliveries.state
                         else webhooks_deliveries.state || ':' || reason end,
           before_tries = tries, state = o.state, reason = null, due = ?, claims = 0, tries = 0, rejections = 0,
           replay = ?
       from ${jsonTable(dialect, { id: 'integer', state: 'text' })} o
       where webhooks_deliveries.id = o.id and webhooks_deliveries.state in ('delivered', 'dead', 'skipped')
       returning webhooks_deliveries.id`,
      [now, replay, JSON.stringify(rows.map((row) => [row.id, row.state]))],
    ),
  )
  return new Set(opened.map((row) => row.id))
}

/** A message for an endpoint that was not owed it. */
export interface MadeRow {
  readonly position: number
  readonly variant: string
  readonly lane: string | null
}

/** Rows that an endpoint has already for these messages. */
export async function existingRows(
  tx: Tx,
  dialect: Dialect,
  endpoint: number,
  wanted: readonly MadeRow[],
): Promise<{ id: number; position: number; variant: string; state: DeliveryState }[]> {
  const columns = jsonTable(dialect, { position: 'integer', variant: 'text' })
  return rowsOf(
    tx.raw(
      `select d.id, d.position, d.variant, d.state from ${columns} w
       join webhooks_deliveries d on d.endpoint = ? and d.position = w.position and d.variant = w.variant`,
      [JSON.stringify(wanted.map((row) => [row.position, row.variant])), endpoint],
    ),
  )
}

/** Makes rows at an endpoint, each in its state. Answers how many. */
export async function makeRows(
  tx: Tx,
  dialect: Dialect,
  at: { readonly endpoint: number; readonly replay: number },
  rows: readonly (MadeRow & { readonly state: 'held' | 'pending' })[],
  now: number,
): Promise<number> {
  if (rows.length === 0) return 0
  const columns = jsonTable(dialect, { position: 'integer', variant: 'text', lane: 'text', state: 'text' })
  const made = await rowsOf<{ id: number }>(
    tx.raw(
      `insert into webhooks_deliveries (endpoint, position, variant, lane, state, due, replay)
       select cast(? as integer), m.position, m.variant, m.lane, m.state, cast(? as bigint), cast(? as bigint)
       from ${columns} m where true order by m.n
       on conflict (endpoint, position, variant) do nothing returning id`,
      [
        at.endpoint,
        now,
        at.replay,
        JSON.stringify(rows.map((row) => [row.position, row.variant, row.lane, row.state])),
      ],
    ),
  )
  return made.length
}

const OLDEST_HELD = `select id from (
    select id, state, row_number() over (partition by lane order by position, id) as place
    from webhooks_deliveries where replay = ? and state in ('held', 'pending', 'leased') and lane is not null) o
  where place = 1 and state = 'held'`

/** Whether a lane of a replay stands without a head. */
export async function anyHeadless(read: Read, replay: number): Promise<boolean> {
  const rows = await rowsOf<{ id: number }>(read.raw(`${OLDEST_HELD} limit 1`, [replay]))
  return rows.length > 0
}

/** Makes the oldest open row of each of a replay's lanes its head. Answers how many it promoted. */
export async function promoteReplay(tx: Tx, replay: number, now: number): Promise<number> {
  const rows = await rowsOf<{ id: number }>(
    tx.raw(
      `update webhooks_deliveries set state = 'pending', due = ? where id in (${OLDEST_HELD}) returning id`,
      [now, replay],
    ),
  )
  return rows.length
}

/** What is to be given back: a replay's rows, or of those that were resent by themselves one endpoint's. */
export interface Reopened {
  readonly replay: number
  readonly endpoint?: number
  /** Rows at most; all of a replay's, which has no more than a window open. */
  readonly limit?: number
}

/**
 * Gives back what is open and not being sent: reopened rows get the state that they had, rows made by
 * it go, and those of them with attempts end as skipped(stopped). Answers what became of them.
 */
export async function restoreRows(
  tx: Tx,
  dialect: Dialect,
  { replay, endpoint, limit }: Reopened,
  now: number,
): Promise<{ restored: number; unmade: number }> {
  const open = tx('webhooks_deliveries').where({ replay }).whereIn('state', ['held', 'pending'])
  if (endpoint !== undefined) open.where({ endpoint })
  if (limit !== undefined) open.limit(limit)
  const rows: { id: number; before: string | null; before_tries: number | null }[] = await dialect
    .forUpdate(open)
    .select('id', 'before', 'before_tries')
  const made = rows.filter((row) => row.before === null).map((row) => [row.id])
  const columns = jsonTable(dialect, { id: 'integer' })
  const unmade = await rowsOf<{ id: number }>(
    tx.raw(
      `delete from webhooks_deliveries where id in (select id from ${columns} p)
         and not exists (select 1 from webhooks_attempts a where a.delivery = webhooks_deliveries.id)
       returning id`,
      [JSON.stringify(made)],
    ),
  )
  const ends = rows.map((row) => {
    const [state, reason = null] = row.before?.split(':') ?? ['skipped', 'stopped']
    return [row.id, state, reason, row.before_tries ?? 0]
  })
  const restored = await rowsOf<{ id: number }>(
    tx.raw(
      `update webhooks_deliveries
       set state = r.state, reason = r.reason, tries = r.tries, due = ?, claims = 0, rejections = 0, before = null,
           before_tries = null, replay = null
       from ${jsonTable(dialect, { id: 'integer', state: 'text', reason: 'text', tries: 'integer' })} r
       where webhooks_deliveries.id = r.id and webhooks_deliveries.state in ('held', 'pending')
       returning webhooks_deliveries.id`,
      [now, JSON.stringify(ends)],
    ),
  )
  return { restored: restored.length, unmade: unmade.length }
}
