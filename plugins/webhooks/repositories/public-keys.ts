import type { Read } from '#gatepost'

/** A public key that verifies now. */
export interface PublicKeyRow {
  readonly endpoint: number
  /** `whpk_…` */
  readonly key: string
  /** When it stops signing; null while it is the current one. */
  readonly expiresAt: number | null
}

/** Public keys of living endpoints that sign at `now`, the newest first: of all, or of those asked for. */
export async function livePublicKeys(
  read: Read,
  now: number,
  which: { readonly nums?: readonly number[]; readonly id?: string } = {},
): Promise<PublicKeyRow[]> {
  const query = read('webhooks_secrets as s')
    .join('webhooks_endpoints as e', 'e.num', 's.endpoint')
    .whereNotNull('s.public_key')
    .whereNull('e.deleted_at')
    .where((q) => q.whereNull('s.expires_at').orWhere('s.expires_at', '>', now))
    .orderBy([
      { column: 's.made_at', order: 'desc' },
      { column: 's.id', order: 'desc' },
    ])
    .select<PublicKeyRow[]>('s.endpoint', 's.public_key as key', 's.expires_at as expiresAt')
  if (which.nums) query.whereIn('s.endpoint', [...which.nums])
  if (which.id !== undefined) query.where('e.id', which.id)
  return query
}
