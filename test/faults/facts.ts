import { readRows } from '../support/rows.ts'

/** What stands in the database file once a run is over, read past the server. */
export interface Facts {
  readonly endpoints: readonly {
    readonly num: number
    readonly id: string
    readonly enabled: number
    readonly ordered: number
    readonly format: string
    readonly deleted: boolean
  }[]
  readonly versions: readonly {
    readonly endpoint: number
    readonly from: number
    readonly to: number | null
    readonly events: readonly string[]
  }[]
  /** The log in order. */
  readonly events: readonly LogEvent[]
  readonly deliveries: readonly DeliveryFact[]
  /** By endpoint number: attempts whose request left. */
  readonly sent: ReadonlyMap<number, number>
  /** Of these, the ones whose connection broke: a receiver may close an idle one before it reads the request. */
  readonly broken?: ReadonlyMap<number, number>
  /** By delivery, in order: what ended each of its attempts, an error's kind or a status. Kept for those that failed. */
  readonly failed?: ReadonlyMap<number, readonly string[]>
  /** Committed events without a position. */
  readonly unnumbered: number
  /** Events that the webhooks subscriber has not read or has set aside. */
  readonly unread: number
}

export interface LogEvent {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly target: readonly string[] | null
  /** Whether its payload is gone, with its user. */
  readonly erased: boolean
}

export interface DeliveryFact {
  readonly id: number
  readonly endpoint: number
  readonly position: number
  readonly state: 'held' | 'pending' | 'leased' | 'delivered' | 'dead' | 'skipped'
  readonly reason: string | null
  /** Sent again on request at some time, which frees it from the order of its lane. */
  readonly replay: number | null
}

export async function readFacts(file: string): Promise<Facts> {
  const rows = <T>(sql: string) => readRows(file, sql) as Promise<T[]>
  const one = async (sql: string) => Number((await rows<{ n: number }>(sql))[0]?.n ?? 0)
  const versions = await rows<{ endpoint: number; from: number; to: number | null; events: string }>(
    `select endpoint, from_position as "from", to_position as "to", events from webhooks_endpoint_versions order by id`,
  )
  const endpoints = await rows<Omit<Facts['endpoints'][number], 'deleted'> & { deleted: boolean | number }>(
    'select num, id, enabled, ordered, format, deleted_at is not null as deleted from webhooks_endpoints',
  )
  const events = await rows<
    Omit<LogEvent, 'target' | 'erased'> & { target: string | null; erased: boolean | number }
  >(
    `select log.position, e.id, e.type, e.subject, e.target, e.data is null as erased from log join events e on e.seq = log.seq
     order by log.position`,
  )
  const sent = await rows<{ endpoint: number; n: number }>(
    `select d.endpoint, count(*) as n from webhooks_attempts a join webhooks_deliveries d on d.id = a.delivery
     where a.sent group by d.endpoint`,
  )
  const broken = await rows<{ endpoint: number; n: number }>(
    `select d.endpoint, count(*) as n from webhooks_attempts a join webhooks_deliveries d on d.id = a.delivery
     where a.sent and a.error_kind = 'reset' group by d.endpoint`,
  )
  const failed = new Map<number, string[]>()
  for (const { delivery, how } of await rows<{ delivery: number; how: string }>(
    `select delivery, coalesce(error_kind, cast(status as text)) as how from webhooks_attempts
     where status is null or status not between 200 and 299 or error_kind is not null order by id`,
  )) {
    const all = failed.get(delivery)
    if (all) all.push(how)
    else failed.set(delivery, [how])
  }
  return {
    endpoints: endpoints.map((endpoint) => ({ ...endpoint, deleted: Boolean(endpoint.deleted) })),
    versions: versions.map((version) => ({ ...version, events: JSON.parse(version.events) })),
    events: events.map((event) => ({
      ...event,
      erased: Boolean(event.erased),
      target: event.target === null ? null : JSON.parse(event.target),
    })),
    deliveries: await rows('select id, endpoint, position, state, reason, replay from webhooks_deliveries'),
    sent: new Map(sent.map(({ endpoint, n }) => [endpoint, n])),
    broken: new Map(broken.map(({ endpoint, n }) => [endpoint, n])),
    failed,
    unnumbered: await one('select count(*) as n from outbox'),
    unread: await one(
      `select (select position from log_head) - position +
              (select count(*) from parked_events where subscriber = 'webhooks') as n
       from subscriber_cursors where name = 'webhooks'`,
    ),
  }
}

/** How far a running server is from having nothing to do. Times are on its clock. */
export interface Stillness {
  /** Events on their way to fan-out, and replays on their way. */
  readonly onTheWay: number
  readonly leased: number
  /** When the next delivery can be claimed; null when none waits for anything. */
  readonly next: number | null
}

export async function readStillness(file: string): Promise<Stillness> {
  const [row] = await readRows(
    file,
    `select (select count(*) from outbox) +
            (select position from log_head) - coalesce((select position from subscriber_cursors where name = 'webhooks'), 0) +
            (select count(*) from webhooks_replays where state in ('running', 'stopping')) as "onTheWay",
            (select count(*) from webhooks_deliveries where state = 'leased') as leased,
            (select min(case when e.deleted_at is not null then 0 when r.breaker = 'open' then r.probe_at else d.due end)
             from webhooks_endpoints e join webhooks_endpoint_runtime r on r.endpoint = e.num
             join webhooks_deliveries d on d.id =
               (select id from webhooks_deliveries where endpoint = e.num and state = 'pending' order by due limit 1)
             where e.enabled or e.deleted_at is not null) as next`,
  )
  return {
    onTheWay: Number(row?.onTheWay),
    leased: Number(row?.leased),
    next: row?.next === null || row?.next === undefined ? null : Number(row.next),
  }
}
