/**
 * What this plugin needs of the webhooks plugin, declared here: no plugin imports another. The tests hold the services
 * that are provided to it.
 */
import type { EventContext } from '#gatepost'

/** The part of the service `webhooks`. */
export interface Webhooks {
  createEndpoint(
    input: NewWebhook,
    context: EventContext,
  ): Promise<{ readonly endpoint: { readonly id: string } }>
  editEndpoint(id: string, patch: WebhookPatch, context: EventContext): Promise<unknown>
  deleteEndpoint(id: string, context: EventContext): Promise<void>
  sendTyped(
    id: string,
    message: TypedMessage,
    context: EventContext,
  ): Promise<{ readonly attempts: readonly Attempt[] }>
}

/** The service `webhooks-genauth`. */
export interface GenauthWebhooks {
  eventNames(): readonly { readonly name: string; readonly types: readonly string[] }[]
  defaultDelays(): readonly number[]
  listEndpoints(page: Stretch): Promise<Counted<Webhook>>
  findEndpoint(id: string): Promise<Webhook | undefined>
  listExchanges(id: string, page: Stretch): Promise<Counted<Exchange>>
}

export interface WebhookPatch {
  name?: string
  url?: string
  events?: string[]
  contentType?: ContentType
  enabled?: boolean
  genauthSecret?: string | null
  retry?: { delays: number[] }
}
export type NewWebhook = WebhookPatch & {
  format: 'genauth'
  name: string
  url: string
  events: string[]
}
export type ContentType = 'json' | 'form'

export interface TypedMessage {
  readonly eventType: string
  readonly format: 'genauth'
  contentType?: ContentType
  headers: Record<string, string>
  readonly body: string
}

export interface Webhook {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly contentType: ContentType
  readonly enabled: boolean
  readonly events: readonly string[]
  readonly secret: string | null
  readonly delays: readonly number[]
  readonly createdAt: number
  readonly updatedAt: number
}

export interface Attempt {
  readonly startedAt: number
  readonly status: number | null
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly responseHeaders: Readonly<Record<string, string>> | null
  readonly responseBody: string | null
  readonly error: { readonly message: string } | null
}

export interface Exchange {
  readonly eventName: string
  readonly body: string | null
  readonly attempt: Attempt
}

export interface Stretch {
  readonly offset: number
  readonly limit: number
}
export interface Counted<T> {
  readonly total: number
  readonly data: readonly T[]
}
