import { type Dialect, type IdRange, type Knex, type Read, Refusal, type Tx } from '#gatepost'
import type { Difference, DifferenceKind, Repair, RepairState } from '../repair/repair.ts'
import { SENT_KINDS } from '../repair/repair.ts'
import { jsonTable } from './json-table.ts'

interface Row {
  id: number
  endpoint: number
  url: string | null
  state: RepairState
  after_id: string
  compared: number
  fault: string | null
  failures: number
  retry_at: number
  backfill: number | null
  created_at: number
  ended_at: number | null
}

const fromRow = (row: Row): Repair => ({
  id: row.id,
  endpoint: row.endpoint,
  url: row.url,
  state: row.state,
  afterId: row.after_id,
  compared: row.compared,
  fault: row.fault,
  failures: row.failures,
  retryAt: row.retry_at,
  backfill: row.backfill,
  createdAt: row.created_at,
  endedAt: row.ended_at,
})

export async function insertRepair(
  tx: Tx,
  endpoint: number,
  url: string | null,
  now: number,
): Promise<number> {
  const state: RepairState = url === null ? 'open' : 'fetching'
  const [row] = await tx('webhooks_repairs')
    .insert({ endpoint, url, state, after_id: '', created_at: now })
    .returning<{ id: number }[]>('id')
  if (!row) throw new Error('no repair number came back')
  return row.id
}

/** A repair, its row locked until `tx` ends. Throws `not_found` without one. */
export async function lockRepair(tx: Tx, dialect: Dialect, id: number): Promise<Repair> {
  const row: Row | undefined = await dialect.forUpdate(tx('webhooks_repairs').where({ id })).first()
  if (!row) throw new Refusal('not_found')
  return fromRow(row)
}

export async function findRepair(read: Read, id: number): Promise<Repair | undefined> {
  const row: Row | undefined = await read('webhooks_repairs').whereRaw('id = cast(? as bigint)', [id]).first()
  return row && fromRow(row)
}

/** Those that ask their receiver, oldest first. */
export async function fetchingRepairs(read: Read): Promise<Repair[]> {
  const rows: Row[] = await read('webhooks_repairs').where({ state: 'fetching' }).orderBy('id')
  return rows.map(fromRow)
}

/** Repairs of an endpoint, newest first, older than `before`. */
export async function listRepairs(
  read: Read,
  endpoint: number,
  before: number,
  limit: number,
): Promise<Repair[]> {
  const rows: Row[] = await read('webhooks_repairs')
    .where({ endpoint })
    .whereRaw('id < cast(? as bigint)', [before])
    .orderBy('id', 'desc')
    .limit(limit)
  return rows.map(fromRow)
}

export type RepairChange = Partial<
  Pick<Repair, 'state' | 'afterId' | 'compared' | 'fault' | 'failures' | 'retryAt' | 'backfill' | 'endedAt'>
>

export async function changeRepair(tx: Tx, id: number, change: RepairChange): Promise<void> {
  const columns = {
    state: change.state,
    after_id: change.afterId,
    compared: change.compared,
    fault: change.fault,
    failures: change.failures,
    retry_at: change.retryAt,
    backfill: change.backfill,
    ended_at: change.endedAt,
  }
  const given = Object.entries(columns).filter(([, value]) => value !== undefined)
  await tx('webhooks_repairs').where({ id }).update(Object.fromEntries(given))
}

/** What was found within a stretch of ids, in the place of what was found there before. */
export async function putDifferences(
  tx: Tx,
  dialect: Dialect,
  repair: number,
  range: IdRange,
  found: readonly Difference[],
): Promise<void> {
  await within(tx('webhooks_repair_users').where({ repair }), range).delete()
  if (found.length === 0) return
  const columns = jsonTable(dialect, { user_id: 'text', kind: 'text', ours: 'integer', theirs: 'integer' })
  await tx.raw(
    `insert into webhooks_repair_users (repair, user_id, kind, ours, theirs)
     select cast(? as integer), f.user_id, f.kind, f.ours, f.theirs from ${columns} f where true
     on conflict (repair, user_id) do update
       set kind = excluded.kind, ours = excluded.ours, theirs = excluded.theirs`,
    [repair, JSON.stringify(found.map(({ user, kind, ours, theirs }) => [user, kind, ours, theirs]))],
  )
}

function within<Q extends Knex.QueryBuilder>(query: Q, { after, until }: IdRange): Q {
  query.where('user_id', '>', after)
  if (until !== null) query.where('user_id', '<=', until)
  return query
}

/** How many of each kind were found. */
export async function countDifferences(
  read: Read,
  repair: number,
): Promise<ReadonlyMap<DifferenceKind, number>> {
  const rows: { kind: DifferenceKind; count: number | string }[] = await read('webhooks_repair_users')
    .where({ repair })
    .groupBy('kind')
    .select('kind')
    .count({ count: '*' })
  return new Map(rows.map((row) => [row.kind, Number(row.count)]))
}

/** What was found about users after an id, ascending. */
export async function listDifferences(
  read: Read,
  repair: number,
  after: string,
  limit: number,
): Promise<Difference[]> {
  const rows: { user_id: string; kind: DifferenceKind; ours: number | null; theirs: number | null }[] =
    await within(read('webhooks_repair_users').where({ repair }), { after, until: null })
      .orderBy('user_id')
      .limit(limit)
  return rows.map(({ user_id, kind, ours, theirs }) => ({ user: user_id, kind, ours, theirs }))
}

/** Forgets up to `limit` findings of repairs that began before a time; the repairs themselves stay. Answers how many. */
export async function removeDifferences(tx: Tx, before: number, limit: number): Promise<number> {
  const old = tx('webhooks_repair_users as u')
    .join('webhooks_repairs as r', 'r.id', 'u.repair')
    .where('r.created_at', '<', before)
    .limit(limit)
    .select('u.repair', 'u.user_id')
  return tx('webhooks_repair_users').whereIn(['repair', 'user_id'], old).delete()
}

/** The users within a stretch whose state is to be sent, ascending. */
export async function differingIds(
  read: Read,
  repair: number,
  range: IdRange,
  limit: number,
): Promise<string[]> {
  const rows: { user_id: string }[] = await within(toSend(read, repair), range)
    .orderBy('user_id')
    .limit(limit)
    .select('user_id')
  return rows.map((row) => row.user_id)
}

const toSend = (read: Read, repair: number): Knex.QueryBuilder =>
  read('webhooks_repair_users')
    .where({ repair })
    .whereIn('kind', [...SENT_KINDS])

/** The last of those whose state is to be sent; undefined where there is none. */
export async function lastDifferingId(read: Read, repair: number): Promise<string | undefined> {
  const row: { user_id: string } | undefined = await toSend(read, repair)
    .orderBy('user_id', 'desc')
    .first('user_id')
  return row?.user_id
}
