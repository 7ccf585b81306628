/** A developer's `gatepost listen`: reads the feed of one key for a while, and takes the tests that are sent to it. */
export interface Listener {
  readonly id: string
  readonly keyId: string
  /** Where the developer forwards to, as they said; only to show. */
  readonly forwardTo: string | null
  readonly openedAt: number
  readonly expiresAt: number
  /** When it was closed before its time. */
  readonly closedAt: number | null
}

/** The event that carries a test; its target is the listeners it is meant for, and nobody else gets it. */
export const LISTENER_TEST = 'listener.triggered'

export const LISTENER_SECONDS = { least: 60, usual: 8 * 3600, most: 24 * 3600 } as const
/** Open listeners of one key; each holds a stream. */
export const LISTENERS_PER_KEY = 10
