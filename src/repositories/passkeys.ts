import type { Read, Tx } from '../db/database.ts'
import type { Passkey } from '../domain/passkey.ts'
import { deleteSlice } from './slice.ts'

interface PasskeyRow {
  id: string
  user_id: string
  credential_id: string
  public_key: string
  counter: number
  transports: string
  synced: boolean | number
  name: string
  created_at: number
  last_used_at: number | null
}

/** A user's passkeys, oldest first. */
export async function listPasskeyRows(read: Read, userId: string): Promise<Passkey[]> {
  const rows: PasskeyRow[] = await read('passkeys')
    .where({ user_id: userId })
    .orderBy(['created_at', 'id'])
    .select('*')
  return rows.map(toPasskey)
}

export async function findPasskey(read: Read, credentialId: string): Promise<Passkey | undefined> {
  const row: PasskeyRow | undefined = await read('passkeys').where({ credential_id: credentialId }).first('*')
  return row && toPasskey(row)
}

export async function insertPasskey(tx: Tx, passkey: Passkey): Promise<void> {
  await tx('passkeys').insert({
    id: passkey.id,
    user_id: passkey.userId,
    credential_id: passkey.credentialId,
    public_key: passkey.publicKey,
    counter: passkey.counter,
    transports: JSON.stringify(passkey.transports),
    synced: passkey.synced,
    name: passkey.name,
    created_at: passkey.createdAt,
    last_used_at: passkey.lastUsedAt,
  })
}

/** Notes a use by one conditional update: a counter that did not rise answers false, unless none is kept (0). */
export async function usePasskey(tx: Tx, id: string, counter: number, now: number): Promise<boolean> {
  const query = tx('passkeys').where({ id })
  if (counter === 0) query.where({ counter: 0 })
  else query.where('counter', '<', counter)
  return (await query.update({ counter, last_used_at: now })) === 1
}

export async function renamePasskeyRow(tx: Tx, userId: string, id: string, name: string): Promise<boolean> {
  return (await tx('passkeys').where({ id, user_id: userId }).update({ name })) === 1
}

/** Removes one passkey of a locked user, or all; answers how many. */
export async function deletePasskeys(tx: Tx, userId: string, id?: string): Promise<number> {
  return tx('passkeys')
    .where(id === undefined ? { user_id: userId } : { id, user_id: userId })
    .delete()
}

/** Uses a challenge up, under the lock of the user who answered it; false where that was done before. */
export async function spendChallenge(tx: Tx, hash: string, expiresAt: number): Promise<boolean> {
  if (await tx('spent_challenges').where({ hash }).first('hash')) return false
  await tx('spent_challenges').insert({ hash, expires_at: expiresAt })
  return true
}

export async function sweepChallenges(tx: Tx, now: number, limit: number): Promise<number> {
  return deleteSlice(tx, 'spent_challenges', 'hash', (query) => query.where('expires_at', '<=', now), limit)
}

function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: JSON.parse(row.transports),
    synced: Boolean(row.synced),
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}
