/** What an API key may do. */
export const SCOPES = [
  'webhooks:read',
  'webhooks:write',
  'events:read',
  'users:read',
  'users:write',
  'settings:read',
  'settings:write',
] as const
export type ApiScope = (typeof SCOPES)[number]

/** `bearer`: sent along with each request. `access`: a pair whose secret signs requests and never travels. */
export type KeyKind = 'bearer' | 'access'

/** What every access key may do: the calls of the GenAuth API, which are about webhooks. */
export const ACCESS_KEY_SCOPES: readonly ApiScope[] = ['webhooks:read', 'webhooks:write']

/** A key as it is kept: the secret itself is shown once; of a bearer key the hash is kept, of an access key it is sealed. */
export interface ApiKey {
  readonly id: string
  readonly kind: KeyKind
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
