/** What an API key may do. */
export const SCOPES = ['webhooks:read', 'webhooks:write', 'events:read', 'users:read', 'users:write'] as const
export type ApiScope = (typeof SCOPES)[number]

/** A bearer key of the admin API as it is kept: the secret itself is shown once and kept as a hash. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly ApiScope[]
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

/** `last_used_at` is written at most this often. */
export const KEY_TOUCH_MS = 60_000
/** Every key begins with this, so that secret scanners know it. */
export const KEY_PREFIX = 'gp_'
