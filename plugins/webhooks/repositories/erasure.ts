/** What is left of a deleted user at this plugin. */
import type { Dialect, Read, Tx } from '#gatepost'
import { jsonTable, rowsOf } from './json-table.ts'

/**
 * The deliveries of a user's events. There is no index of deliveries by user; the user's events are few, and each
 * place in the log has at most a few rows an endpoint. `cross join` keeps SQLite to this order.
 */
const DELIVERIES_OF = `logged_events events cross join webhooks_endpoints p cross join webhooks_deliveries d`
const JOINED = 'd.endpoint = p.num and d.position = events.position'

/** Those of these users about whom a delivery is still open. */
export async function usersWithOpen(read: Read, userIds: readonly string[]): Promise<string[]> {
  if (userIds.length === 0) return []
  const rows = await rowsOf<{ subject: string }>(
    read.raw(
      `select distinct events.subject from ${DELIVERIES_OF}
       where ${JOINED} and events.subject in (${userIds.map(() => '?').join(', ')})
         and d.state in ('held', 'pending', 'leased')`,
      [...userIds],
    ),
  )
  return rows.map((row) => row.subject)
}

/** Attempts at a user's deliveries that still hold what the receiver answered. */
export async function answeredAttempts(read: Read, userId: string, limit: number): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    read.raw(
      `select a.id from ${DELIVERIES_OF} cross join webhooks_attempts a
       where ${JOINED} and a.delivery = d.id and events.subject = ? and a.response_body is not null
       limit ?`,
      [userId, limit],
    ),
  )
  return rows.map((row) => row.id)
}

/** Forgets what receivers answered in these attempts. */
export async function forgetAnswers(tx: Tx, dialect: Dialect, ids: readonly number[]): Promise<void> {
  await tx.raw(
    `update webhooks_attempts set response_body = null, response_truncated = ?
     where id in (select id from ${jsonTable(dialect, { id: 'integer' })} p)`,
    [false, JSON.stringify(ids.map((id) => [id]))],
  )
}
