import type { WebhooksService } from '../../plugins/webhooks/service.ts'
import type { OpenDatabase } from '../../src/db/connect.ts'
import type { Tx } from '../../src/db/database.ts'
import { numberAll } from '../../test/support/number-all.ts'

/** Rows of one statement. */
const SLICE = 100_000
/** Between two events: a million of them fill a week. */
const APART_MS = 600
/** A type of event that one in so many is. */
const RARE = 50_000

export interface History {
  readonly endpoints: number
  /** Events, each with one delivery. */
  readonly events: number
}

const TYPE = `case when i % ${RARE} = 0 then 'user.mfa.removed' when i % 10 < 6 then 'user.login.succeeded'
  when i % 10 = 6 then 'user.login.failed' else 'user.updated' end`
const STATE = `case when i % 100 < 97 then 'delivered' when i % 100 = 97 then 'skipped'
  when i % 300 = 98 then 'pending' else 'dead' end`
const REASON =
  "case when i % 100 < 97 or i % 300 = 98 then null when i % 100 = 97 then 'filtered' else 'exhausted' end"
const DATA = `'{"user":{"id":"usr_' || (i % 50000) || '","username":"user' || (i % 50000) || '","name":"Person ' || (i % 50000) || '"}}'`

/** Fills an empty installation with a week of history, by the same SQL on both databases. */
export async function seedHistory(
  { db, webhooks }: { readonly db: OpenDatabase; readonly webhooks: WebhooksService },
  { endpoints, events }: History,
  now: number,
): Promise<void> {
  for (let n = 1; n <= endpoints; n++)
    await webhooks.createEndpoint(
      { name: `Webhook ${n}`, url: `http://127.0.0.1:9/oa/${n}`, events: ['user.*'] },
      { actor: { type: 'cli' } },
    )
  await numberAll(db)
  const { writer } = db
  const head: number = (await writer('log_head').first('position'))?.position ?? 0
  const seq = Number((await writer('events').max({ seq: 'seq' }).first())?.seq ?? 0)
  for (let from = 0; from < events; from += SLICE) {
    const last = Math.min(from + SLICE, events)
    const rows = (into: string, select: string) =>
      unhurried(db, (tx) =>
        tx.raw(
          `insert into ${into}
         with recursive n (i) as (select cast(? as bigint) union all select i + 1 from n where i < ${last})
         select ${select} from n`,
          [from + 1],
        ),
      )
    const at = `${now} - (${events} - i) * ${APART_MS}`
    await rows(
      'events (seq, id, type, subject, sequence, at, data, context)',
      `${seq} + i, 'evt_' || (100000000 + i), ${TYPE}, 'usr_' || (i % 50000), 1 + i / 50000, ${at}, ${DATA},
       '{"actor":{"type":"user"}}'`,
    )
    await rows('log (position, seq, type)', `${head} + i, ${seq} + i, ${TYPE}`)
    await rows(
      'webhooks_deliveries (endpoint, position, lane, state, reason, due, claims, tries, delivered_at)',
      `1 + i % ${endpoints}, ${head} + i, 'usr_' || (i % 50000), ${STATE}, ${REASON}, ${at}, 1, 1,
       case when ${STATE} = 'delivered' then ${at} else null end`,
    )
  }
  for (let from = 0; from < events; from += SLICE)
    await unhurried(db, (tx) =>
      tx.raw(
        `insert into webhooks_attempts (delivery, started_at, duration_ms, sent, status, request_headers,
         request_sha256, response_headers, response_body, response_truncated, late, probe)
       select id, due, id % 300, true, case when state = 'dead' then 500 else 200 end, '{}', '', '{}', '', false,
         false, false
       from webhooks_deliveries where state <> 'skipped' and id > ? and id <= ? order by id`,
        [from, from + SLICE],
      ),
    )
  await unhurried(db, sumUp)
  await writer('log_head').update({ position: head + events })
  await writer('subscriber_cursors')
    .insert({ name: 'webhooks', position: head + events, seen_at: now })
    .onConflict('name')
    .merge()
  // Every twentieth webhook fails, each fiftieth was switched off by that.
  await writer.raw(
    `update webhooks_endpoint_runtime set breaker = 'open', failing_since = ${now - 3_600_000}, opened_at = ${now - 3_600_000}
     where endpoint % 20 = 0`,
  )
  await writer.raw(
    `update webhooks_endpoints set enabled = false, disabled_reason = 'failing', disabled_at = ${now} where num % 50 = 0`,
  )
  // PostgreSQL counts on by itself only from what it numbered itself.
  if (db.dialect.name === 'postgres')
    await writer.raw("select setval(pg_get_serial_sequence('events', 'seq'), (select max(seq) from events))")
  await writer.raw('analyze')
}

/** A transaction that may take longer than a statement of the server ever may. */
function unhurried(
  { dialect, transaction }: OpenDatabase,
  work: (tx: Tx) => PromiseLike<unknown>,
): Promise<void> {
  return transaction(async (tx) => {
    if (dialect.name === 'postgres') await tx.raw('set local statement_timeout = 0')
    await work(tx)
  })
}

/** The sums, from the rows that they are sums of. */
async function sumUp(writer: Tx): Promise<void> {
  const took = 'case when a.status = 500 then -1 else a.duration_ms / 20 end'
  const sum = (endpoint: string, step: number) =>
    writer.raw(
      `insert into webhooks_activity (endpoint, step, at, took, attempts)
       select ${endpoint}, ${step}, a.started_at - a.started_at % ${step}, ${took}, count(*)
       from webhooks_attempts a join webhooks_deliveries d on d.id = a.delivery group by 1, 3, 4`,
    )
  await sum('0', 60_000)
  await sum('0', 1_800_000)
  await sum('d.endpoint', 1_800_000)
  await writer.raw(
    `insert into webhooks_ledger_owed (endpoint, owed)
     select endpoint, count(*) from webhooks_deliveries group by endpoint`,
  )
  await writer('webhooks_ledger').update({ position: writer('log').max('position') })
  for (const step of [60_000, 1_800_000])
    await writer.raw(
      `insert into event_counts (step, at, type, events)
       select ${step}, at - at % ${step}, type, count(*) from events where true group by 2, 3
       on conflict (step, at, type) do update set events = excluded.events`,
    )
}
