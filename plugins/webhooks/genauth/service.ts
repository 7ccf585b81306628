/**
 * What the GenAuth API needs of the engine beyond `WebhooksService`: the webhooks of the format genauth, in its own
 * terms. Times are UTC epoch milliseconds.
 */
import type { AttemptView } from '../service.ts'

/** A webhook as GenAuth knows it. Its shared secret is in the clear, as the owner of an access key expects. */
export interface GenauthEndpoint {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly contentType: 'json' | 'form'
  readonly enabled: boolean
  /** GenAuth's names as configured; a pattern of ours as the names that it takes in. */
  readonly events: readonly string[]
  readonly secret: string | null
  /** Seconds between tries, one for each retry. */
  readonly delays: readonly number[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** One request to a webhook with what was sent in it. */
export interface Exchange {
  readonly eventName: string
  /** As it would go out now; null where the event is erased. */
  readonly body: string | null
  readonly attempt: AttemptView
}

export interface GenauthService {
  /** Every name that a subscription may hold, and our types behind it: none where it never fires. */
  eventNames(): readonly { readonly name: string; readonly types: readonly string[] }[]
  /** The pauses of a webhook for which none are given, in seconds. */
  defaultDelays(): readonly number[]
  /** In the order of their making. */
  listEndpoints(page: Stretch): Promise<Counted<GenauthEndpoint>>
  findEndpoint(id: string): Promise<GenauthEndpoint | undefined>
  /**
   * Requests to a webhook, typed tests included, newest first. It looks through the newest 10,000, so that the answer
   * takes a moment however many there are; nothing for a webhook that is not there.
   */
  listExchanges(id: string, page: Stretch): Promise<Counted<Exchange>>
}

export interface Stretch {
  readonly offset: number
  readonly limit: number
}

export interface Counted<T> {
  readonly total: number
  readonly data: readonly T[]
}

/** The service's name in `provides` and `host.require`. */
export const GENAUTH_SERVICE = 'webhooks-genauth'
