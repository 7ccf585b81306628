import type { Dialect, Read, Tx } from '#gatepost'
import type { Replay, ReplayState } from '../replay/replay.ts'

interface Row {
  id: number
  source: number
  endpoint: number
  which: Replay['which']
  from_at: number | null
  until_at: number | null
  types: string | null
  subject: string | null
  answer: Replay['answer']
  position: number
  until_position: number
  state: ReplayState
  total: number
  opened: number
  made: number
  passed: number
  created_at: number
  ended_at: number | null
}

const fromRow = (row: Row): Replay => ({
  id: row.id,
  source: row.source,
  endpoint: row.endpoint,
  which: row.which,
  fromAt: row.from_at,
  untilAt: row.until_at,
  types: row.types === null ? null : JSON.parse(row.types),
  subject: row.subject,
  answer: row.answer,
  position: row.position,
  untilPosition: row.until_position,
  state: row.state,
  total: row.total,
  opened: row.opened,
  made: row.made,
  passed: row.passed,
  createdAt: row.created_at,
  endedAt: row.ended_at,
})

/** Which deliveries a replay is about, before it has a row. */
export type ReplayPlan = Pick<
  Replay,
  | ('source' | 'endpoint' | 'which' | 'fromAt' | 'untilAt' | 'types' | 'subject' | 'answer')
  | ('position' | 'untilPosition')
>

export async function insertReplay(tx: Tx, plan: ReplayPlan, total: number, now: number): Promise<number> {
  const [row] = await tx('webhooks_replays')
    .insert({
      source: plan.source,
      endpoint: plan.endpoint,
      which: plan.which,
      from_at: plan.fromAt,
      until_at: plan.untilAt,
      types: plan.types === null ? null : JSON.stringify(plan.types),
      subject: plan.subject,
      answer: plan.answer,
      position: plan.position,
      until_position: plan.untilPosition,
      state: 'running',
      total,
      created_at: now,
    })
    .returning<{ id: number }[]>('id')
  if (!row) throw new Error('no replay number came back')
  return row.id
}

/** A replay, its row locked until `tx` ends: its slices, promotions and its stop take turns. */
export async function lockReplay(tx: Tx, dialect: Dialect, id: number): Promise<Replay | undefined> {
  const row: Row | undefined = await dialect.forUpdate(tx('webhooks_replays').where({ id })).first()
  return row && fromRow(row)
}

export async function findReplay(read: Read, id: number): Promise<Replay | undefined> {
  const row: Row | undefined = await read('webhooks_replays').whereRaw('id = cast(? as bigint)', [id]).first()
  return row && fromRow(row)
}

/** Whether a replay to this endpoint has not ended. */
export async function replayRuns(read: Read, endpoint: number): Promise<boolean> {
  const open = await read('webhooks_replays')
    .where({ endpoint })
    .whereRaw("state in ('running', 'stopping')")
    .first('id')
  return open !== undefined
}

/** Replays that run or are stopping, oldest first. */
export async function openReplays(read: Read): Promise<Replay[]> {
  const rows: Row[] = await read('webhooks_replays')
    .whereRaw("state in ('running', 'stopping')")
    .orderBy('id')
  return rows.map(fromRow)
}

/** Replays of an endpoint's deliveries or to it, newest first, older than `before`. */
export async function listReplays(
  read: Read,
  endpoint: number,
  before: number,
  limit: number,
): Promise<Replay[]> {
  const rows: Row[] = await read('webhooks_replays')
    // A cursor may hold any number, also one that the column's type cannot.
    .whereRaw('id < cast(? as bigint)', [before])
    .andWhere((q) => q.where({ endpoint }).orWhere('source', endpoint))
    .orderBy('id', 'desc')
    .limit(limit)
  return rows.map(fromRow)
}

/** Notes how far it has come. */
export async function moveReplay(
  tx: Tx,
  id: number,
  step: {
    readonly position: number
    readonly opened: number
    readonly made: number
    readonly passed: number
  },
): Promise<void> {
  await tx('webhooks_replays')
    .where({ id })
    .update({ position: step.position })
    .increment({ opened: step.opened, made: step.made, passed: step.passed })
}

export async function setReplayState(tx: Tx, id: number, state: ReplayState, now: number): Promise<void> {
  const ended = state === 'done' || state === 'stopped'
  await tx('webhooks_replays')
    .where({ id })
    .update({ state, ended_at: ended ? now : null })
}

/** Public ids and rates of endpoints by number, tombstones included. */
export async function endpointIds(
  read: Read,
  nums: readonly number[],
): Promise<Map<number, { id: string; ratePerSecond: number | null }>> {
  const rows: { num: number; id: string; rate_per_second: number | null }[] = await read('webhooks_endpoints')
    .whereIn('num', [...new Set(nums)])
    .select('num', 'id', 'rate_per_second')
  return new Map(rows.map((row) => [row.num, { id: row.id, ratePerSecond: row.rate_per_second }]))
}
