import type { Dialect, Keyring, Read, Tx } from '#gatepost'
import type { DisabledReason, Endpoint, EndpointSettings } from '../endpoint/endpoint.ts'

/** An endpoint with what the engine keeps beside its configuration. */
export interface StoredEndpoint extends Endpoint {
  /** Rises with every change of the row or of its secrets. */
  readonly version: number
  readonly disabledAt: number | null
  readonly deletedAt: number | null
  /** Sealed under another master key: what was in there seems empty, and nothing can be sent. */
  readonly unreadable: boolean
}

interface Row {
  num: number
  id: string
  name: string
  url: string
  events: string
  format: EndpointSettings['format']
  content_type: EndpointSettings['contentType']
  signature: EndpointSettings['signature']
  enabled: boolean | number
  ordered: boolean | number
  timeout_ms: number
  rate_per_second: number | null
  max_in_flight: number
  retry: string
  fields: string | null
  filter: string | null
  include_failed_logins: boolean | number
  ca: string | null
  sealed: string
  disabled_reason: DisabledReason | null
  disabled_at: number | null
  version: number
  created_at: number
  updated_at: number
  deleted_at: number | null
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

function settingsColumns(id: string, settings: EndpointSettings, keyring: Keyring) {
  const { headers, auth, genauthSecret } = settings
  return {
    name: settings.name,
    url: settings.url,
    events: JSON.stringify(settings.events),
    format: settings.format,
    content_type: settings.contentType,
    signature: settings.signature,
    enabled: settings.enabled,
    ordered: settings.ordered,
    timeout_ms: settings.timeoutMs,
    rate_per_second: settings.ratePerSecond,
    max_in_flight: settings.maxInFlight,
    retry: JSON.stringify(settings.retry),
    fields: json(settings.fields),
    filter: json(settings.filter),
    include_failed_logins: settings.includeFailedLogins,
    ca: settings.ca,
    sealed: keyring.seal('webhook-secret', JSON.stringify({ headers, auth, genauthSecret }), id),
  }
}

function fromRow(row: Row, keyring: Keyring): StoredEndpoint {
  return {
    num: row.num,
    id: row.id,
    name: row.name,
    url: row.url,
    events: JSON.parse(row.events),
    format: row.format,
    contentType: row.content_type,
    signature: row.signature,
    enabled: Boolean(row.enabled),
    ordered: Boolean(row.ordered),
    timeoutMs: row.timeout_ms,
    ratePerSecond: row.rate_per_second,
    maxInFlight: row.max_in_flight,
    retry: JSON.parse(row.retry),
    fields: row.fields === null ? null : JSON.parse(row.fields),
    filter: row.filter === null ? null : JSON.parse(row.filter),
    includeFailedLogins: Boolean(row.include_failed_logins),
    ca: row.ca,
    ...openSealed(row, keyring),
    disabledReason: row.disabled_reason,
    disabledAt: row.disabled_at,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  }
}

type Sealed = Pick<EndpointSettings, 'headers' | 'auth' | 'genauthSecret'>

/** One endpoint that cannot be opened must not stop those who read many. */
function openSealed(row: Row, keyring: Keyring): Sealed & Pick<StoredEndpoint, 'unreadable'> {
  try {
    const sealed: Sealed = JSON.parse(keyring.open('webhook-secret', row.sealed, row.id))
    return { ...sealed, unreadable: false }
  } catch {
    return { headers: {}, auth: null, genauthSecret: null, unreadable: true }
  }
}

/** Writes a new endpoint and answers its number. The settings were checked before. */
export async function insertEndpoint(
  tx: Tx,
  keyring: Keyring,
  id: string,
  settings: EndpointSettings,
  now: number,
): Promise<number> {
  const [row] = await tx('webhooks_endpoints')
    .insert({
      id,
      ...settingsColumns(id, settings, keyring),
      disabled_reason: settings.enabled ? null : 'operator',
      disabled_at: settings.enabled ? null : now,
      created_at: now,
      updated_at: now,
    })
    .returning<{ num: number }[]>('num')
  if (!row) throw new Error('no endpoint number came back')
  return row.num
}

/** Writes changed settings. `enabled` is left to `setEnabled`; without `reseal` what is sealed stays as it is. */
export async function updateEndpoint(
  tx: Tx,
  keyring: Keyring,
  endpoint: StoredEndpoint,
  settings: EndpointSettings,
  now: number,
  reseal = true,
): Promise<void> {
  const { enabled: _, sealed, ...columns } = settingsColumns(endpoint.id, settings, keyring)
  await tx('webhooks_endpoints')
    .where({ num: endpoint.num })
    .update({ ...columns, ...(reseal ? { sealed } : {}), version: endpoint.version + 1, updated_at: now })
}

/** Switches an endpoint on (`reason` null) or off. */
export async function setEnabled(
  tx: Tx,
  num: number,
  reason: DisabledReason | null,
  now: number,
): Promise<void> {
  await tx('webhooks_endpoints')
    .where({ num })
    .update({
      enabled: reason === null,
      disabled_reason: reason,
      disabled_at: reason === null ? null : now,
      updated_at: now,
    })
    .increment('version', 1)
}

/** Workers read the endpoint and its secrets again. */
export async function touchEndpoint(tx: Tx, num: number, now: number): Promise<void> {
  await tx('webhooks_endpoints').where({ num }).update({ updated_at: now }).increment('version', 1)
}

/** Leaves a tombstone, so that what was owed can still be proven. */
export async function entombEndpoint(tx: Tx, num: number, now: number): Promise<void> {
  await tx('webhooks_endpoints')
    .where({ num })
    .update({ enabled: false, deleted_at: now, updated_at: now })
    .increment('version', 1)
}

/** A living endpoint by its public id, its row locked until `tx` ends. */
export async function lockEndpoint(
  tx: Tx,
  dialect: Dialect,
  keyring: Keyring,
  id: string,
): Promise<StoredEndpoint | undefined> {
  const row: Row | undefined = await dialect
    .forUpdate(tx('webhooks_endpoints').where({ id }).whereNull('deleted_at'))
    .first()
  return row && fromRow(row, keyring)
}

/** An endpoint by its public id; tombstones only where asked for. */
export async function findEndpoint(
  read: Read,
  keyring: Keyring,
  id: string,
  options: { deleted?: boolean } = {},
): Promise<StoredEndpoint | undefined> {
  const query = read('webhooks_endpoints').where({ id })
  if (!options.deleted) query.whereNull('deleted_at')
  const row: Row | undefined = await query.first()
  return row && fromRow(row, keyring)
}

/** Endpoints by number, tombstones included. */
export async function endpointsByNum(
  read: Read,
  keyring: Keyring,
  nums: readonly number[],
): Promise<StoredEndpoint[]> {
  const rows: Row[] = await read('webhooks_endpoints').whereIn('num', [...nums])
  return rows.map((row) => fromRow(row, keyring))
}

/** Living endpoints in the order of their making, after number `after`; those that `search` is a part of. */
export async function listEndpoints(
  read: Read,
  keyring: Keyring,
  page: {
    readonly after: number
    readonly limit: number
    readonly condition?: 'failing' | 'disabled' | undefined
    readonly search?: string | undefined
  },
): Promise<StoredEndpoint[]> {
  const query = read('webhooks_endpoints').whereNull('deleted_at').where('num', '>', page.after)
  if (page.condition !== undefined) query.where('enabled', page.condition === 'failing')
  if (page.condition === 'failing')
    query.whereIn('num', read('webhooks_endpoint_runtime').where('breaker', 'open').select('endpoint'))
  if (page.search) {
    const part = `%${page.search.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`
    query.whereRaw("(id = ? or lower(name) like ? escape '!' or lower(url) like ? escape '!')", [
      page.search,
      part,
      part,
    ])
  }
  const rows: Row[] = await query.orderBy('num').limit(page.limit)
  return rows.map((row) => fromRow(row, keyring))
}

/** Living endpoints of one format in the order of their making, after `offset` of them. */
export async function listEndpointsOf(
  read: Read,
  keyring: Keyring,
  format: EndpointSettings['format'],
  offset: number,
  limit: number,
): Promise<StoredEndpoint[]> {
  const rows: Row[] = await read('webhooks_endpoints')
    .where({ format })
    .whereNull('deleted_at')
    .orderBy('num')
    .offset(offset)
    .limit(limit)
  return rows.map((row) => fromRow(row, keyring))
}

export async function countEndpointsOf(read: Read, format: EndpointSettings['format']): Promise<number> {
  const row = await read('webhooks_endpoints')
    .where({ format })
    .whereNull('deleted_at')
    .count({ count: '*' })
    .first()
  return Number(row?.count)
}

/** Numbers of the endpoints that an addressed event names, with whether each is deleted. */
export async function targetedEndpoints(
  tx: Tx,
  ids: readonly string[],
): Promise<{ num: number; id: string; deleted: boolean }[]> {
  const rows: Pick<Row, 'num' | 'id' | 'deleted_at'>[] = await tx('webhooks_endpoints')
    .whereIn('id', [...ids])
    .select('num', 'id', 'deleted_at')
  return rows.map((row) => ({ num: row.num, id: row.id, deleted: row.deleted_at !== null }))
}
