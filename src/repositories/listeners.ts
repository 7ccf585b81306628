import type { Read, Tx } from '../db/database.ts'
import type { Listener } from '../domain/listener.ts'
import { deleteSlice } from './slice.ts'

interface ListenerRow {
  id: string
  key_id: string
  forward_to: string | null
  opened_at: number
  expires_at: number
  closed_at: number | null
}

export async function insertListener(tx: Tx, listener: Listener): Promise<void> {
  await tx('listeners').insert({
    id: listener.id,
    key_id: listener.keyId,
    forward_to: listener.forwardTo,
    opened_at: listener.openedAt,
    expires_at: listener.expiresAt,
    closed_at: listener.closedAt,
  })
}

/** The open listeners of a key, oldest first. */
export async function openListeners(read: Read, keyId: string, now: number): Promise<Listener[]> {
  const rows: ListenerRow[] = await read('listeners')
    .where({ key_id: keyId })
    .where('expires_at', '>', now)
    .whereNull('closed_at')
    .orderBy('opened_at')
    .select('*')
  return rows.map(toListener)
}

/** Closes an open listener of this key; undefined when there is none. */
export async function closeListenerRow(
  tx: Tx,
  id: string,
  keyId: string,
  now: number,
): Promise<Listener | undefined> {
  const rows: ListenerRow[] = await tx('listeners')
    .where({ id, key_id: keyId })
    .where('expires_at', '>', now)
    .whereNull('closed_at')
    .update({ closed_at: now })
    .returning('*')
  return rows[0] && toListener(rows[0])
}

export async function sweepListeners(tx: Tx, now: number, limit: number): Promise<number> {
  return deleteSlice(tx, 'listeners', 'id', (query) => query.where('expires_at', '<=', now), limit)
}

function toListener(row: ListenerRow): Listener {
  return {
    id: row.id,
    keyId: row.key_id,
    forwardTo: row.forward_to,
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
    closedAt: row.closed_at,
  }
}
