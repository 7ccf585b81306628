import { z } from 'zod'
import { contextSchema, type EventTypeDefinition, type LoggedEvent } from '../../domain/event.ts'
import { envelopeText } from '../../domain/event-envelope.ts'

/** An event as it stands in the log, to be put into an answer. */
export function eventView(event: LoggedEvent): Record<string, unknown> {
  return JSON.parse(envelopeText(event))
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
  test: z.literal(true).optional().describe('Triggered by a developer; nothing of it happened'),
  data: z.record(z.string(), z.unknown()).nullable(),
  context: contextSchema,
})
