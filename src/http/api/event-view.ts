import { z } from 'zod'
import { contextSchema, type EventTypeDefinition, type LoggedEvent } from '../../domain/event.ts'

/** An event as the feed of the API and the standard webhook format show it. */
export function eventView(event: LoggedEvent): Record<string, unknown> {
  return {
    type: event.type,
    timestamp: new Date(event.at).toISOString(),
    id: event.id,
    position: event.position,
    sequence: event.sequence,
    data: event.data,
    context: event.context,
  }
}

const envelope = {
  timestamp: z.iso.datetime(),
  id: z.string().describe('evt_…; the same over retries, resends and replays'),
  position: z.int().describe('Place in the log, without gaps'),
  sequence: z.int().nullable().describe("Counts one user's events from 1; null where no order is kept"),
}

/** One type of event as a webhook sends it. */
export function eventSchema(type: string, definition: EventTypeDefinition): z.ZodObject {
  return z
    .object({ type: z.literal(type), ...envelope, data: definition.data, context: contextSchema })
    .describe(definition.description)
}

/** Any event, as the feed lists it; `data` is null once it was erased with its user. */
export const anyEventSchema = z.object({
  type: z.string(),
  ...envelope,
  data: z.record(z.string(), z.unknown()).nullable(),
  context: contextSchema,
})
