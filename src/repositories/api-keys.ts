import type { Read, Tx } from '../db/database.ts'
import type { ApiKey, KeyKind } from '../domain/api-key.ts'

interface KeyRow {
  id: string
  kind: KeyKind
  name: string
  hash: string
  sealed: string | null
  scopes: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
  revoked_at: number | null
}

/** Keeps a bearer key by the hash of its secret. */
export async function insertApiKey(tx: Tx, key: ApiKey, hash: string): Promise<void> {
  await tx('api_keys').insert({ ...columns(key), hash, sealed: null })
}

/** Keeps an access key with its secret, sealed under the key's id. What stands in place of a hash is none, and fits none. */
export async function insertAccessKey(tx: Tx, key: ApiKey, sealed: string): Promise<void> {
  await tx('api_keys').insert({ ...columns(key), hash: `sealed:${key.id}`, sealed })
}

const columns = (key: ApiKey) => ({
  id: key.id,
  kind: key.kind,
  name: key.name,
  scopes: JSON.stringify(key.scopes),
  created_at: key.createdAt,
  expires_at: key.expiresAt,
  last_used_at: key.lastUsedAt,
  revoked_at: key.revokedAt,
})

/** All keys, revoked ones included, newest first. */
export async function listKeyRows(read: Read): Promise<ApiKey[]> {
  const rows: KeyRow[] = await read('api_keys')
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .select('*')
  return rows.map(toKey)
}

/** A bearer key by the hash of its secret, unless it was revoked or has expired. */
export async function findLiveKey(read: Read, hash: string, now: number): Promise<ApiKey | undefined> {
  const row = await liveRow(read, { hash, kind: 'bearer' }, now)
  return row && toKey(row)
}

/** The same by its id. */
export async function findLiveKeyById(read: Read, id: string, now: number): Promise<ApiKey | undefined> {
  const row = await liveRow(read, { id, kind: 'bearer' }, now)
  return row && toKey(row)
}

/** An access key by its id, with its sealed secret, unless it was revoked or has expired. */
export async function findLiveAccessKey(
  read: Read,
  id: string,
  now: number,
): Promise<{ key: ApiKey; sealed: string } | undefined> {
  const row = await liveRow(read, { id, kind: 'access' }, now)
  return row?.sealed ? { key: toKey(row), sealed: row.sealed } : undefined
}

async function liveRow(read: Read, which: Partial<KeyRow>, now: number): Promise<KeyRow | undefined> {
  return read('api_keys')
    .where(which)
    .whereNull('revoked_at')
    .where((query) => query.whereNull('expires_at').orWhere('expires_at', '>', now))
    .first('*')
}

/** Ends a key; undefined when there is none that lives. */
export async function revokeKeyRow(tx: Tx, id: string, now: number): Promise<ApiKey | undefined> {
  const rows: KeyRow[] = await tx('api_keys')
    .where({ id })
    .whereNull('revoked_at')
    .update({ revoked_at: now })
    .returning('*')
  return rows[0] && toKey(rows[0])
}

/** Notes that the key was used, unless that was noted after `before`. */
export async function touchKeyRow(tx: Tx, id: string, now: number, before: number): Promise<void> {
  await tx('api_keys')
    .where({ id })
    .where((query) => query.whereNull('last_used_at').orWhere('last_used_at', '<=', before))
    .update({ last_used_at: now })
}

function toKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    scopes: JSON.parse(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
