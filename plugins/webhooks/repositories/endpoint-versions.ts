import type { Knex, Read, Tx } from '#gatepost'
import type { EndpointSettings } from '../endpoint/endpoint.ts'

/** The part of an endpoint that decides what it is owed. */
export type Wanted = Pick<
  EndpointSettings,
  'enabled' | 'ordered' | 'events' | 'filter' | 'format' | 'includeFailedLogins'
>

/** What an endpoint wanted between two positions, both included. `toPosition` null: up to now. */
export interface EndpointVersion extends Wanted {
  readonly id: number
  readonly endpoint: number
  /** `ep_…` */
  readonly endpointId: string
  readonly fromPosition: number
  readonly toPosition: number | null
}

interface Row {
  id: number
  endpoint: number
  from_position: number
  to_position: number | null
  enabled: boolean | number
  ordered: boolean | number
  events: string
  filter: string | null
  format: EndpointSettings['format']
  include_failed_logins: boolean | number
}

/**
 * Lets `wanted` hold from the position after `newest`; the version before it holds up to `newest`. The caller
 * holds fan-out's lock exclusively, so that no event above `newest` was fanned out yet.
 */
export async function beginVersion(tx: Tx, endpoint: number, wanted: Wanted, newest: number): Promise<void> {
  await endVersion(tx, endpoint, newest)
  await tx('webhooks_endpoint_versions').insert({
    endpoint,
    from_position: newest + 1,
    enabled: wanted.enabled,
    ordered: wanted.ordered,
    events: JSON.stringify(wanted.events),
    filter: wanted.filter === null ? null : JSON.stringify(wanted.filter),
    format: wanted.format,
    include_failed_logins: wanted.includeFailedLogins,
  })
}

/** Ends the current version at `newest`. One that held for no position leaves nothing behind. */
export async function endVersion(tx: Tx, endpoint: number, newest: number): Promise<void> {
  const current = () => tx('webhooks_endpoint_versions').where({ endpoint }).whereNull('to_position')
  await current().where('from_position', '>', newest).delete()
  await current().update({ to_position: newest })
}

/** The name of a version and where it holds; what it says may be kept. */
export type VersionSpan = Pick<EndpointVersion, 'id' | 'fromPosition' | 'toPosition'>

/** The versions that hold somewhere from `first` to `last`. */
export async function versionsWithin(read: Read, first: number, last: number): Promise<VersionSpan[]> {
  return spansOf(holdingFrom(read, first).where('from_position', '<=', last))
}

/** The versions that hold somewhere above `after`. */
export async function versionsAfter(read: Read, after: number): Promise<VersionSpan[]> {
  return spansOf(holdingFrom(read, after + 1))
}

const holdingFrom = (read: Read, first: number): Knex.QueryBuilder =>
  read('webhooks_endpoint_versions').where((q) =>
    q.whereNull('to_position').orWhere('to_position', '>=', first),
  )

async function spansOf(query: Knex.QueryBuilder): Promise<VersionSpan[]> {
  const rows: Pick<Row, 'id' | 'from_position' | 'to_position'>[] = await query
    .orderBy('id')
    .select('id', 'from_position', 'to_position')
  return rows.map((row) => ({ id: row.id, fromPosition: row.from_position, toPosition: row.to_position }))
}

/** What versions say, with the public id of their endpoint. */
export async function versionsById(read: Read, ids: readonly number[]): Promise<EndpointVersion[]> {
  const rows: (Row & { endpoint_id: string })[] = await read('webhooks_endpoint_versions as v')
    .join('webhooks_endpoints as e', 'e.num', 'v.endpoint')
    .whereIn('v.id', [...ids])
    .select('v.*', 'e.id as endpoint_id')
  return rows.map((row) => ({
    id: row.id,
    endpoint: row.endpoint,
    endpointId: row.endpoint_id,
    fromPosition: row.from_position,
    toPosition: row.to_position,
    enabled: Boolean(row.enabled),
    ordered: Boolean(row.ordered),
    events: JSON.parse(row.events),
    filter: row.filter === null ? null : JSON.parse(row.filter),
    format: row.format,
    includeFailedLogins: Boolean(row.include_failed_logins),
  }))
}
