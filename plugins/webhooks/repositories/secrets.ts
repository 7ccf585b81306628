import type { Keyring, Read, Tx } from '#gatepost'
import type { EndpointSecret } from '../endpoint/endpoint.ts'
import { publicKeyOf } from '../sending/key-pair.ts'

interface Row {
  id: string
  endpoint: number
  sealed: string
  public_key: string | null
  made_at: number
  expires_at: number | null
}

/** Keeps a new secret, sealed under its own id; what is public of it stands beside it in the clear. */
export async function insertSecret(
  tx: Tx,
  keyring: Keyring,
  secret: Omit<EndpointSecret, 'expiresAt' | 'publicKey'> & { readonly secret: string },
): Promise<void> {
  await tx('webhooks_secrets').insert({
    id: secret.id,
    endpoint: secret.endpoint,
    sealed: keyring.seal('webhook-secret', secret.secret, secret.id),
    public_key: publicKeyOf(secret.secret),
    made_at: secret.createdAt,
    expires_at: null,
  })
}

/** Ends the endpoint's present secrets at `expiresAt`, and none later than it already ends. */
export async function expireSecrets(tx: Tx, endpoint: number, expiresAt: number): Promise<void> {
  await tx('webhooks_secrets')
    .where({ endpoint })
    .andWhere((q) => q.whereNull('expires_at').orWhere('expires_at', '>', expiresAt))
    .update({ expires_at: expiresAt })
}

/** Ends one secret. */
export async function expireSecret(tx: Tx, id: string, expiresAt: number): Promise<void> {
  await tx('webhooks_secrets').where({ id }).update({ expires_at: expiresAt })
}

/** Secrets of these endpoints, newest first, those that ended included. */
export async function secretsOf(
  read: Read,
  keyring: Keyring,
  endpoints: readonly number[],
): Promise<EndpointSecret[]> {
  const rows: Row[] = await read('webhooks_secrets')
    .whereIn('endpoint', [...endpoints])
    .orderBy([
      { column: 'made_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
  return rows.map((row) => ({
    id: row.id,
    endpoint: row.endpoint,
    secret: opened(keyring, row),
    publicKey: row.public_key,
    createdAt: row.made_at,
    expiresAt: row.expires_at,
  }))
}

function opened(keyring: Keyring, row: Row): string | null {
  try {
    return keyring.open('webhook-secret', row.sealed, row.id)
  } catch {
    return null
  }
}

/** Removes secrets that ended by `by`; the secrets of a deleted endpoint end with it. */
export async function deleteEndedSecrets(tx: Tx, by: number): Promise<number> {
  return tx('webhooks_secrets').where('expires_at', '<=', by).delete()
}
