import type { Context, EventData } from './event-types.ts'

/** Every type of event that this version knows. */
export type EventType = keyof EventData

/** One event as it arrives in the `standard` format and in the feed. */
export interface EventOf<Type extends EventType> {
  readonly type: Type
  /** When it happened, ISO 8601 UTC. */
  readonly timestamp: string
  /** The same over retries, resends and replays; also the `webhook-id`. */
  readonly id: string
  /** Its place in the log of the server. */
  readonly position: number
  /** Counts the events of one user from 1; null for facts that strangers cause and for those about no user. */
  readonly sequence: number | null
  readonly data: EventData[Type]
  readonly context: Context
  /** Present and true in an event that a developer triggered; nothing of it happened. */
  readonly test?: boolean
}

/**
 * Any event: `switch (event.type)` knows the data of each. A newer server may send types that are not in here; they
 * arrive as they are, so end a switch with `default`.
 */
export type GatepostEvent = { readonly [Type in EventType]: EventOf<Type> }[EventType]
