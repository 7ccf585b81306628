import { z } from 'zod'

/** Who did it. `id` is a user's, an operator's or an API key's id. */
export const actorSchema = z.object({
  type: z.enum(['user', 'operator', 'api_key', 'cli', 'system']),
  id: z.string().optional(),
})
export type Actor = z.infer<typeof actorSchema>

/** The circumstances of an event. `sessionId` is the public `ses_…` id, never the cookie's value. */
export const contextSchema = z.object({
  actor: actorSchema,
  ip: z.string().optional(),
  userAgent: z.string().optional(),
  sessionId: z.string().optional(),
  requestId: z.string().optional(),
  /** From an import that was to be quiet: written, and sent to nobody by itself. */
  quiet: z.literal(true).optional(),
})
export type EventContext = z.infer<typeof contextSchema>

/** What `announce` takes. `subject` is a user's or an endpoint's id, or null. */
export interface EventDraft {
  readonly type: string
  readonly subject: string | null
  /** The endpoints of an addressed event; it is owed to nobody else. */
  readonly target?: readonly string[]
  readonly data: Readonly<Record<string, unknown>>
  readonly context: EventContext
}

/** One committed event, as a subscriber reads it from the log. `at` is UTC epoch milliseconds. */
export interface LoggedEvent {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly target: readonly string[] | null
  /** Counts a user's own events from 1; null for facts that strangers cause and for events about no user. */
  readonly sequence: number | null
  readonly at: number
  /** Parsed on first use; null once the payload was erased with its user. */
  readonly data: Readonly<Record<string, unknown>> | null
  readonly context: EventContext
  /** `data` and `context` as they were written, in JSON; absent from an event that is not from the log. */
  readonly written?: { readonly data: string | null; readonly context: string }
}

export interface EventTypeDefinition {
  readonly group: string
  /** One line, shown beside the name in the console. */
  readonly description: string
  readonly data: z.ZodObject
  /** `user`: counts in the user's sequence and lane. `stranger`: about a user, but neither. `server`: about no user. */
  readonly about: 'user' | 'stranger' | 'server'
  /** Addressed events reach the endpoints they name and no other. */
  readonly addressed?: boolean
}

/** Event types by name. The core brings one catalogue, plugins may add theirs. */
export type EventCatalogue = Readonly<Record<string, EventTypeDefinition>>
