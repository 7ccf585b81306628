/** The answer of a call as it went out, so that it can go out again byte for byte. */
export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Undefined where there is no body. */
  readonly text?: string | undefined
}

/** A call that must happen once, however often it is sent. */
export interface OnceCall {
  /** The key of the API and the key of the call. */
  readonly apiKeyId: string
  readonly key: string
  /** Method, address and body; another one under the same key is another call. */
  readonly request: string
}

export type OnceOutcome =
  | { readonly state: 'answered'; readonly answer: KeptAnswer; readonly again: boolean }
  /** The first one is still under way. */
  | { readonly state: 'running' }
  /** The key stands for another request. */
  | { readonly state: 'other' }
  /** The first one was cut off after it may have changed something; its answer is not known. */
  | { readonly state: 'lost' }

/** How long an answer is kept. */
export const IDEMPOTENCY_KEPT_MS = 24 * 3_600_000

/** Calls that happen once, over all nodes and restarts. Never used inside a transaction. */
export interface IdempotentCalls {
  /**
   * Carries `work` out, or answers what became of it before. That it was carried out is written in the transaction of
   * its change, so that no kill between change and answer lets it happen twice. What `work` throws before it changed
   * anything frees the key.
   */
  once(call: OnceCall, work: () => Promise<KeptAnswer>): Promise<OnceOutcome>
}
