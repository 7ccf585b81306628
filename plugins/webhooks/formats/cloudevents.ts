/**
 * CloudEvents 1.0 (specification 1.0.2), by the JSON event format in structured mode, and with its attributes as
 * headers in binary mode (HTTP protocol binding §3.1 and §3.2).
 */
import type { LoggedEvent } from '#gatepost'
import { keepFields } from '../endpoint/fields.ts'

export type Attributes = Readonly<Record<string, string>>

/** Of a safe integer. The `sequence` extension asks for texts whose order is that of the events. */
const DIGITS = 16

/** All attributes but `datacontenttype`. `source` is the server's own address, without a slash at the end. */
export function cloudEventAttributes(
  event: LoggedEvent,
  id: string,
  source: string,
  fields: readonly string[] | null,
): Attributes {
  const { type, subject, position, sequence } = event
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject === null ? {} : { subject }),
    time: new Date(event.at).toISOString(),
    // Data that was cut down is not what the schema promises.
    ...(fields === null ? { dataschema: `${source}/schemas/events/${type}.json#/properties/data` } : {}),
    position: ordinal(position),
    ...(sequence === null ? {} : { sequence: ordinal(sequence) }),
    ...circumstances(keepFields({ context: event.context, data: {} }, fields).context),
  }
}

const ordinal = (count: number): string => String(count).padStart(DIGITS, '0')

/** The context as extension attributes, whose names are lower-case letters: `actortype`, `ip`, `useragent` … */
function circumstances(context: Partial<LoggedEvent['context']>): Record<string, string> {
  const { actor, ...rest } = context
  const named = { actortype: actor?.type, actorid: actor?.id, ...rest }
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [[name.toLowerCase(), value]] : [],
    ),
  )
}

/** The payload as JSON: as it stands in the log where an endpoint gets it whole. */
export function cloudEventData(event: LoggedEvent, fields: readonly string[] | null): string {
  if (fields === null && event.written?.data) return event.written.data
  return JSON.stringify(keepFields({ data: event.data ?? {}, context: {} }, fields).data)
}

/** Structured mode: attributes and data in one JSON document. */
export function structuredBody(attributes: Attributes, data: string): string {
  const head = JSON.stringify({ ...attributes, datacontenttype: 'application/json' })
  return `${head.slice(0, -1)},"data":${data}}`
}

/** Binary mode: the data is the body, and each attribute a header. */
export function binaryHeaders(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`ce-${name}`, headerValue(value)]),
  )
}

/** HTTP protocol binding §3.1.3.2: spaces, quotes, percent signs and all beyond ASCII go percent-encoded. */
function headerValue(value: string): string {
  return value.replaceAll(/[^\x21\x23\x24\x26-\x7e]+/g, (part) =>
    [...Buffer.from(part, 'utf8')]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
}
