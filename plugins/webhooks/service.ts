/**
 * What this plugin's pages, its JSON API and other plugins may ask of the engine. Times are UTC epoch
 * milliseconds. Refusals are thrown as `Refusal`: `invalid` with fields, `not_found`, or `conflict` with the
 * reason as its message.
 */
import type { EventContext, FieldErrors, LoggedEvent } from '#gatepost'
import type { AnswerClass } from './delivery/answer-class.ts'
import type { DeliveryState } from './delivery/delivery.ts'
import type { DisabledReason, Endpoint, EndpointInput, EndpointPatch } from './endpoint/endpoint.ts'
import type { SignatureScheme } from './endpoint/endpoint-fields.ts'
import type { TypedMessage } from './endpoint/typed-message.ts'

/** An endpoint as an operator sees it; secrets are not in it, header values and authentication are masked. */
export interface EndpointView
  extends Omit<Endpoint, 'num' | 'genauthSecret' | 'auth' | 'disabledReason' | 'createdAt' | 'updatedAt'> {
  /** Names as configured, values masked. */
  readonly headers: Readonly<Record<string, string>>
  readonly auth: { readonly type: 'basic' | 'bearer' } | null
  /** Whether one is set. */
  readonly genauthSecret: boolean
  /** Of a webhook that signs as v1a, or did until a moment ago; the current one first. */
  readonly publicKeys: readonly PublicKeyView[]
  /** Where receivers find these keys; null where there are none. */
  readonly jwksUrl: string | null
  /** Rises with every change of its settings or secrets. */
  readonly version: number
  readonly disabledReason: DisabledReason | null
  readonly disabledAt: number | null
  readonly health: EndpointHealth
  readonly createdAt: number
  readonly updatedAt: number
}

/** A key that anybody may know; a receiver verifies v1a signatures with it. */
export interface PublicKeyView {
  /** Its name in the JWKS. */
  readonly kid: string
  /** `whpk_…` */
  readonly key: string
  /** Until when it signs along; null while it is the current one. */
  readonly expiresAt: number | null
}

export interface EndpointHealth {
  /** `disabled` wins over `failing` (the breaker is open), which wins over `retrying`, `idle` and `healthy`. */
  readonly state: 'healthy' | 'idle' | 'retrying' | 'failing' | 'disabled'
  readonly failingSince: number | null
  /** When an open breaker tries again. */
  readonly probeAt: number | null
  readonly lastSuccessAt: number | null
  readonly lastFailureAt: number | null
  readonly lastStatus: number | null
}

/** Deliveries of one endpoint by state. `waiting` is held and pending together. */
export type DeliveryCounts = Readonly<Record<DeliveryState, number>> & { readonly waiting: number }

export interface DeliveryView {
  /** `dlv_…` */
  readonly id: string
  readonly endpoint: { readonly id: string; readonly name: string; readonly deleted: boolean }
  readonly event: {
    readonly id: string
    readonly type: string
    readonly position: number
    readonly subject: string | null
    readonly sequence: number | null
    readonly at: number
  }
  /** GenAuth name, or empty. */
  readonly variant: string
  /** The `webhook-id` of every attempt. */
  readonly messageId: string
  readonly state: DeliveryState
  /** Why it is dead or skipped. */
  readonly reason: string | null
  /** Whether it waits at a disabled endpoint. */
  readonly parked: boolean
  /** When a pending one is due. */
  readonly due: number | null
  readonly tries: number
  readonly deliveredAt: number | null
  /** The newest attempt, if there is one. */
  readonly last: {
    readonly at: number
    readonly status: number | null
    readonly error: string | null
    readonly durationMs: number
  } | null
}

export interface AttemptView {
  /** `att_…` */
  readonly id: string
  /** Counted from 1 within its delivery. */
  readonly number: number
  readonly startedAt: number
  readonly durationMs: number
  /** Whether bytes of the request left. */
  readonly sent: boolean
  readonly status: number | null
  /** Secrets and custom values masked. */
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestSha256: string
  readonly responseHeaders: Readonly<Record<string, string>> | null
  /** The first 16 kB, as text. */
  readonly responseBody: string | null
  readonly responseTruncated: boolean
  readonly error: { readonly kind: string; readonly message: string } | null
  /** Its lease had been taken over before it was recorded. */
  readonly late: boolean
  readonly probe: boolean
}

export interface DeliveryFilter {
  readonly endpoint?: string
  readonly states?: readonly DeliveryState[]
  /** Event types, exact. */
  readonly types?: readonly string[]
  /** A user's id. */
  readonly subject?: string
  /** `evt_…` */
  readonly event?: string
  /** When the event happened, both included. */
  readonly fromAt?: number
  readonly untilAt?: number
  /** Of events after this position. */
  readonly above?: number
  /** How the newest attempt was answered. */
  readonly answer?: AnswerClass
  readonly limit?: number
  readonly cursor?: string
}

/** What a list of endpoints can be narrowed to: the breaker is open, or it is off. */
export const ENDPOINT_CONDITIONS = ['failing', 'disabled'] as const
export type EndpointCondition = (typeof ENDPOINT_CONDITIONS)[number]

/** A page of a list, newest first. `next` is the cursor of what follows; where a filter finds little, a page may be short. */
export interface Page<T> {
  readonly data: readonly T[]
  readonly next: string | null
}

/** An answer that holds a secret, shown this once. */
export interface WithSecret {
  readonly endpoint: EndpointView
  /** `whsec_…`; null where none was made, or where it is a key pair. */
  readonly secret: string | null
}

/** A signing secret as it may be shown at any time. */
export interface SecretView {
  /** `sec_…` */
  readonly id: string
  /** `whsec_••••••••` and the last four characters; of a key pair the public key, `whpk_…`. */
  readonly hint: string
  readonly scheme: SignatureScheme
  readonly createdAt: number
  /** Until when it signs along; null while it is the current one. */
  readonly expiresAt: number | null
}

/** A message that somebody typed, and the requests made for it. */
export interface TypedView {
  /** `test_…`, the `webhook-id` of every attempt. */
  readonly id: string
  readonly madeAt: number
  readonly eventType: string
  readonly format: string
  readonly body: string
  /** Oldest first; empty while it is on its way. */
  readonly attempts: readonly AttemptView[]
}

/** Throws where the present version is not the one that somebody saw. Called under the lock of the change. */
export type Unchanged = (present: { readonly version: number }) => void

export interface WebhooksService {
  /** In the order of their making; of one `condition`, and with `search` in name or URL, where they are given. */
  listEndpoints(page?: {
    limit?: number
    cursor?: string | undefined
    condition?: EndpointCondition | undefined
    search?: string | undefined
  }): Promise<Page<EndpointView>>
  getEndpoint(id: string): Promise<EndpointView>
  /** Counts of several endpoints in one go, by endpoint id. */
  countDeliveries(endpointIds: readonly string[]): Promise<ReadonlyMap<string, DeliveryCounts>>
  /** What stands against these settings, as far as they are given; nothing is saved. */
  checkSettings(settings: EndpointPatch): FieldErrors
  createEndpoint(input: EndpointInput, context: EventContext): Promise<WithSecret>
  /**
   * Changes what the patch names. `enabled` in it works as enable and disable do. A header whose value is the mask
   * keeps the value it has. Another `signature` makes a new secret, which is in the answer. `waiting` is for `enabled`.
   */
  editEndpoint(
    id: string,
    patch: EndpointPatch,
    context: EventContext,
    options?: { readonly waiting?: 'send' | 'skip' | undefined; readonly unchanged?: Unchanged | undefined },
  ): Promise<WithSecret>
  deleteEndpoint(id: string, context: EventContext, unchanged?: Unchanged): Promise<void>
  /** `waiting`: what becomes of the deliveries parked here; send by default. */
  enableEndpoint(
    id: string,
    options: { waiting?: 'send' | 'skip' },
    context: EventContext,
  ): Promise<EndpointView>
  disableEndpoint(id: string, context: EventContext): Promise<EndpointView>
  /** The old secrets sign along for `overlapMs` (a day by default). */
  rotateSecret(id: string, options: { overlapMs?: number }, context: EventContext): Promise<WithSecret>
  /** The current secret, told as an event. The caller has asked for a fresh proof. */
  revealSecret(id: string, context: EventContext): Promise<WithSecret & { readonly secret: string }>
  /** The secrets that sign now, the current one first. */
  listSecrets(id: string): Promise<readonly SecretView[]>
  /** Ends an old secret before its overlap is over. */
  endSecret(id: string, secretId: string, context: EventContext): Promise<void>
  /** Sends a `ping` to this endpoint alone; its delivery appears once fanned out. */
  sendTest(id: string, context: EventContext): Promise<void>
  /**
   * Sends a body that somebody typed, now, whether the endpoint is on or off: marked `gatepost-test: 1`, under an id
   * `test_…` and without a signature. Answers once the receiver has, or did not. At most thirty a minute.
   */
  sendTyped(id: string, message: TypedMessage, context: EventContext): Promise<TypedView>
  /** One of an endpoint's typed messages by its id, `test_…`. */
  getTyped(id: string, testId: string): Promise<TypedView>
  /** The newest messages typed for an endpoint, newest first. */
  listTyped(id: string, options?: { limit?: number }): Promise<readonly TypedView[]>
  listDeliveries(filter: DeliveryFilter): Promise<Page<DeliveryView>>
  getDelivery(id: string): Promise<DeliveryView>
  /** Of one delivery, oldest first. */
  listAttempts(deliveryId: string): Promise<readonly AttemptView[]>
  /** The event behind a delivery; undefined when retention removed it. */
  getEvent(deliveryId: string): Promise<LoggedEvent | undefined>
  /** The body as it would go out now, or why there is none. */
  previewBody(deliveryId: string): Promise<{ contentType: string; body: string } | { skip: string }>
  resendDelivery(id: string, context: EventContext): Promise<DeliveryView>
}

/** The service's name in `provides` and `host.require`. */
export const WEBHOOKS_SERVICE = 'webhooks'
