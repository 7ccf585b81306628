/** The native format: one envelope for every event, JSON, signed with Standard Webhooks. */
import { envelopeText, type LoggedEvent } from '#gatepost'
import { keepFields } from '../endpoint/fields.ts'

export interface StandardEnvelope {
  readonly type: string
  /** When it happened, ISO 8601 UTC; the `webhook-timestamp` says when it was sent. */
  readonly timestamp: string
  readonly id: string
  readonly position: number
  /** Counts a user's own events from 1; null where there is no such order. */
  readonly sequence: number | null
  readonly data: Readonly<Record<string, unknown>>
  readonly context: Readonly<Record<string, unknown>>
}

/** The envelope as text; the same as in the feed where an endpoint gets it whole. */
export function standardBody(event: LoggedEvent, fields: readonly string[] | null): string {
  if (fields !== null || !event.written?.data)
    return JSON.stringify(standardEnvelope(event, event.data ?? {}, fields))
  return envelopeText(event)
}

/** The envelope of an event whose payload is still there, cut down to `fields` where an endpoint names them. */
export function standardEnvelope(
  event: LoggedEvent,
  data: Readonly<Record<string, unknown>>,
  fields: readonly string[] | null = null,
): StandardEnvelope {
  const whole: StandardEnvelope = {
    type: event.type,
    timestamp: new Date(event.at).toISOString(),
    id: event.id,
    position: event.position,
    sequence: event.sequence,
    data,
    context: { ...event.context },
  }
  return keepFields(whole, fields)
}
