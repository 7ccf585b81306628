/** Rows as operators may see them. */
import type { Runtime } from './delivery/breaker.ts'
import { publicId } from './delivery/delivery.ts'
import { MASK } from './endpoint/custom-headers.ts'
import type { EndpointSecret } from './endpoint/endpoint.ts'
import { messageId } from './formats/index.ts'
import type { AttemptRow } from './repositories/attempts.ts'
import type { DeliveryRow } from './repositories/delivery-list.ts'
import type { StoredEndpoint } from './repositories/endpoints.ts'
import type { PublicKeyRow } from './repositories/public-keys.ts'
import type { TypedRow } from './repositories/typed-messages.ts'
import { jwksPath } from './sending/jwks.ts'
import { publicJwk } from './sending/key-pair.ts'
import type {
  AttemptView,
  DeliveryView,
  EndpointHealth,
  EndpointView,
  SecretView,
  TypedView,
} from './service.ts'

/** `keys`: the public keys of this endpoint that verify now; `url`: this server's own address. */
export function endpointView(
  endpoint: StoredEndpoint,
  runtime: Runtime | undefined,
  keys: readonly PublicKeyRow[],
  url: string,
): EndpointView {
  const { num: _, deletedAt: _d, headers, auth, genauthSecret, ...shown } = endpoint
  return {
    ...shown,
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, MASK])),
    auth: auth && { type: auth.type },
    genauthSecret: genauthSecret !== null,
    publicKeys: keys.map(({ key, expiresAt }) => ({ kid: publicJwk(key).kid, key, expiresAt })),
    jwksUrl: keys.length > 0 ? `${url}${jwksPath(endpoint.id)}` : null,
    health: healthOf(endpoint, runtime),
  }
}

function healthOf(endpoint: StoredEndpoint, runtime: Runtime | undefined): EndpointHealth {
  const state = !endpoint.enabled
    ? 'disabled'
    : runtime?.breaker === 'open'
      ? 'failing'
      : runtime?.failingSince
        ? 'retrying'
        : runtime?.lastSuccessAt
          ? 'healthy'
          : 'idle'
  return {
    state,
    failingSince: runtime?.failingSince ?? null,
    probeAt: runtime?.breaker === 'open' ? runtime.probeAt : null,
    lastSuccessAt: runtime?.lastSuccessAt ?? null,
    lastFailureAt: runtime?.lastFailureAt ?? null,
    lastStatus: runtime?.lastStatus ?? null,
  }
}

/** A secret by its last characters, the padding of base64 left out; 232 of its 256 bits stay unknown. */
export function secretView({ id, secret, publicKey, createdAt, expiresAt }: EndpointSecret): SecretView {
  const hint = publicKey ?? `whsec_${MASK}${secret?.replace(/=+$/, '').slice(-4) ?? ''}`
  return { id, hint, scheme: publicKey === null ? 'v1' : 'v1a', createdAt, expiresAt }
}

export function deliveryView(row: DeliveryRow): DeliveryView {
  const waits = row.state === 'pending' || row.state === 'held'
  return {
    id: publicId('dlv', row.id),
    endpoint: { id: row.endpoint_id, name: row.endpoint_name, deleted: row.endpoint_deleted_at !== null },
    event: {
      id: row.event_id,
      type: row.event_type,
      position: row.position,
      subject: row.event_subject,
      sequence: row.event_sequence,
      at: row.event_at,
    },
    variant: row.variant,
    messageId: messageId(row.event_id, row.variant),
    state: row.state,
    reason: row.reason,
    parked: waits && !row.endpoint_enabled,
    due: row.state === 'pending' ? row.due : null,
    tries: row.tries,
    deliveredAt: row.delivered_at,
    last:
      row.last_at === null
        ? null
        : {
            at: row.last_at,
            status: row.last_status,
            error: row.last_error,
            durationMs: row.last_duration_ms ?? 0,
          },
  }
}

export function attemptView(row: AttemptRow & { readonly id: number }, number: number): AttemptView {
  const { delivery: _, errorKind, errorMessage, ...shown } = row
  return {
    ...shown,
    id: publicId('att', row.id),
    number,
    error: errorKind === null ? null : { kind: errorKind, message: errorMessage ?? '' },
  }
}

export function typedView(
  row: TypedRow,
  attempts: readonly (AttemptRow & { readonly id: number })[],
): TypedView {
  const { endpoint: _, ...shown } = row
  return {
    ...shown,
    id: publicId('test', row.id),
    attempts: attempts.map((attempt, index) => attemptView(attempt, index + 1)),
  }
}
