import type { Dialect, Knex, Read, Tx } from '#gatepost'
import { jsonTable, rowsOf } from './json-table.ts'

/** An endpoint with due work, as the claim weighs it. */
export interface Candidate {
  readonly endpoint: number
  readonly version: number
  readonly timeoutMs: number
  readonly maxInFlight: number
  readonly ratePerSecond: number | null
  readonly cap: number
  readonly tokens: number
  readonly tokensAt: number
  readonly breaker: 'closed' | 'open'
  /** Deliveries in flight on all nodes. */
  readonly leased: number
}

interface CandidateRow {
  endpoint: number
  version: number
  timeout_ms: number
  max_in_flight: number
  rate_per_second: number | null
  cap: number
  tokens: number
  tokens_at: number
  breaker: 'closed' | 'open'
  leased: number
}

const LEASED = `(select count(*) from webhooks_deliveries d where d.endpoint = r.endpoint and d.state = 'leased')`

/**
 * Endpoints with due work and room, longest unserved first; their runtime rows stay locked until `tx` ends, and
 * rows that another node is claiming from are passed over. `weigh` tells of them.
 */
export async function lockCandidates(
  tx: Tx,
  dialect: Dialect,
  now: number,
  limit: number,
): Promise<{ readonly endpoints: readonly number[]; weigh(): Promise<Candidate[]> }> {
  const wanted = `from webhooks_endpoint_runtime r
     join webhooks_endpoints e on e.num = r.endpoint
     where e.enabled and e.deleted_at is null
       and (r.breaker = 'closed' or r.probe_at <= ?)
       and exists (select 1 from webhooks_deliveries d
                   where d.endpoint = r.endpoint and d.state = 'pending' and (d.due <= ? or r.breaker = 'open'))
       and ${LEASED} < case when r.breaker = 'open' then 1
                            when r.cap < e.max_in_flight then r.cap else e.max_in_flight end
       and (e.rate_per_second is null or r.tokens + (cast(? as bigint) - r.tokens_at) * e.rate_per_second / 1000.0 >= 1)
     order by r.served, r.endpoint limit ?`
  const bindings = [now, now, now, limit]
  const columns = `r.endpoint, e.version, e.timeout_ms, e.max_in_flight, e.rate_per_second,
     r.cap, r.tokens, r.tokens_at, r.breaker, ${LEASED} as leased`
  if (dialect.singleServer) {
    const rows = await rowsOf<CandidateRow>(tx.raw(`select ${columns} ${wanted}`, bindings))
    return { endpoints: rows.map(({ endpoint }) => endpoint), weigh: async () => rows.map(toCandidate) }
  }
  const locked = await rowsOf<{ endpoint: number }>(
    tx.raw(`select r.endpoint ${wanted} for update of r skip locked`, bindings),
  )
  const endpoints = locked.map(({ endpoint }) => endpoint)
  return {
    endpoints,
    // A second statement, so that it counts what others leased before these rows were locked.
    async weigh() {
      const rows = await rowsOf<CandidateRow>(
        tx.raw(
          `select ${columns}
           from ${jsonTable(dialect, { endpoint: 'integer' })} c
           join webhooks_endpoint_runtime r on r.endpoint = c.endpoint
           join webhooks_endpoints e on e.num = r.endpoint
           order by c.n`,
          [JSON.stringify(endpoints.map((endpoint) => [endpoint]))],
        ),
      )
      return rows.map(toCandidate)
    },
  }
}

function toCandidate(row: CandidateRow): Candidate {
  return {
    endpoint: row.endpoint,
    version: row.version,
    timeoutMs: row.timeout_ms,
    maxInFlight: row.max_in_flight,
    ratePerSecond: row.rate_per_second,
    cap: row.cap,
    tokens: row.tokens,
    tokensAt: row.tokens_at,
    breaker: row.breaker,
    leased: Number(row.leased),
  }
}

/**
 * Heads of these endpoints that are due, at most `share` of each, in the order of `due`. A probe may be early: its
 * delivery's own time was set while nobody knew how long this lasts.
 */
export async function dueHeads(
  tx: Tx,
  dialect: Dialect,
  endpoints: readonly number[],
  now: number,
  share: number,
): Promise<{ id: number; endpoint: number }[]> {
  const asked = `${jsonTable(dialect, { endpoint: 'integer' })} w
     join webhooks_endpoint_runtime r on r.endpoint = w.endpoint`
  const heads = `select id from webhooks_deliveries
     where endpoint = r.endpoint and state = 'pending'
       and due <= case when r.breaker = 'open' then ${Number.MAX_SAFE_INTEGER} else cast(? as bigint) end
     order by due, id limit ?`
  // SQLite has neither LATERAL nor a correlated LIMIT, but a correlated json_each does both.
  const sql = dialect.lateral
    ? `select h.id, r.endpoint from ${asked} cross join lateral (${heads} for update skip locked) h`
    : `select j.value as id, r.endpoint as endpoint from ${asked},
       json_each((select json_group_array(id) from (${heads}))) j`
  return rowsOf(tx.raw(sql, [JSON.stringify(endpoints.map((endpoint) => [endpoint])), now, share]))
}

export interface LeasedRow {
  readonly id: number
  readonly endpoint: number
  readonly position: number
  readonly variant: string
  readonly lane: string | null
  readonly tries: number
  readonly rejections: number
  readonly claims: number
  readonly token: number
  readonly replay: number | null
  readonly lease_until: number
}

/** Leases these heads, each until its own time, under a new token; `beside` is written with it. */
export async function leaseHeads(
  tx: Tx,
  dialect: Dialect,
  heads: readonly { readonly id: number; readonly until: number }[],
  beside?: Knex.Raw,
): Promise<LeasedRow[]> {
  const rows = jsonTable(dialect, { id: 'integer', until: 'integer' })
  const leases = tx.raw(
    `update webhooks_deliveries
       set state = 'leased', claims = claims + 1, token = token + 1, lease_until = h.until
       from ${rows} h
       where webhooks_deliveries.id = h.id and webhooks_deliveries.state = 'pending'
       returning webhooks_deliveries.id, endpoint, position, variant, lane, tries, rejections, claims, token, replay, lease_until`,
    [JSON.stringify(heads.map((head) => [head.id, head.until]))],
  )
  await dialect.post(beside)
  return rowsOf(leases)
}

/** Notes that these endpoints were served, and the tokens left to those with a rate. */
export function noteServed(
  tx: Tx,
  dialect: Dialect,
  served: readonly { readonly endpoint: number; readonly tokens: number; readonly tokensAt: number }[],
  now: number,
): Knex.Raw {
  const rows = jsonTable(dialect, { endpoint: 'integer', tokens: 'real', tokens_at: 'integer' })
  return tx.raw(
    `update webhooks_endpoint_runtime set served = ?, tokens = s.tokens, tokens_at = s.tokens_at
     from ${rows} s where webhooks_endpoint_runtime.endpoint = s.endpoint`,
    [now, JSON.stringify(served.map((row) => [row.endpoint, row.tokens, row.tokensAt]))],
  )
}

/**
 * When the next claim can find something, or undefined when nothing waits for a time: what waits for room is
 * woken by the record that makes the room.
 */
export async function nextDue(read: Read): Promise<number | undefined> {
  const rows = await rowsOf<{
    due: number | null
    breaker: string
    probe_at: number
    rate_per_second: number | null
    tokens: number
    tokens_at: number
  }>(
    read.raw(
      `select (select d.due from webhooks_deliveries d where d.endpoint = r.endpoint and d.state = 'pending'
               order by d.due limit 1) as due,
              r.breaker, r.probe_at, e.rate_per_second, r.tokens, r.tokens_at
       from webhooks_endpoint_runtime r join webhooks_endpoints e on e.num = r.endpoint
       where e.enabled and e.deleted_at is null
         and ${LEASED} < case when r.breaker = 'open' then 1
                              when r.cap < e.max_in_flight then r.cap else e.max_in_flight end`,
    ),
  )
  let next: number | undefined
  for (const row of rows) {
    if (row.due === null) continue
    const token =
      row.rate_per_second === null ? 0 : row.tokens_at + ((1 - row.tokens) * 1000) / row.rate_per_second
    const at = row.breaker === 'open' ? row.probe_at : Math.max(row.due, Math.ceil(token))
    if (next === undefined || at < next) next = at
  }
  return next
}
