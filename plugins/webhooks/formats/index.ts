/** From an event to the message that an endpoint gets: one serializer a format. */
import type { LoggedEvent } from '#gatepost'
import type { Endpoint } from '../endpoint/endpoint.ts'
import { passesFilter } from '../endpoint/filter.ts'
import { binaryHeaders, cloudEventAttributes, cloudEventData, structuredBody } from './cloudevents.ts'
import { type GenauthGap, genauthBody, genauthGap, genauthHeaders } from './genauth.ts'
import { standardBody } from './standard.ts'

/** Why a message that an endpoint wants is not sent; the reason of a skipped delivery. */
export type SkipReason = 'erased' | 'filtered' | GenauthGap

type MediaType = 'application/json' | 'application/x-www-form-urlencoded' | 'application/cloudevents+json'

export interface Message {
  /** Exactly the bytes that are signed and sent, as UTF-8. */
  readonly body: string
  readonly contentType: MediaType
  /** The format's own headers; GenAuth's hold its shared secret. Content type and signature are not among them. */
  readonly headers: Readonly<Record<string, string>>
}
export type Rendered = Message | { readonly skip: SkipReason }

/** The part of an endpoint that shapes a message. */
export type Rendering = Pick<Endpoint, 'format' | 'contentType' | 'fields' | 'filter' | 'genauthSecret'>

/** What is the same for all endpoints of this installation. */
export interface Sender {
  /** This server's own address, without a slash at the end: the source of its CloudEvents. */
  readonly url: string
  /** GenAuth's `userPoolId`: one constant for ever. */
  readonly userPoolId: string
}

/**
 * Why this message is not to be sent, without rendering it; undefined when it is. Cheap enough for fan-out.
 * `variant` is one of the endpoint's wanted variants of the event.
 */
export function skipReason(
  endpoint: Pick<Endpoint, 'format' | 'filter'>,
  event: LoggedEvent,
  variant: string,
): SkipReason | undefined {
  if (isErased(event)) return 'erased'
  if (endpoint.format === 'genauth') {
    const gap = genauthGap(event, variant)
    if (gap) return gap
  }
  // An addressed event was sent to this endpoint on purpose.
  if (event.target === null && !passesFilter(endpoint.filter, event)) return 'filtered'
  return undefined
}

/** Without parsing a payload that nobody looks into. */
const isErased = (event: LoggedEvent): boolean =>
  event.written ? event.written.data === null : event.data === null

const AGENT = { 'user-agent': 'gatepost-webhooks/1' } as const

/** The message of an event, or the reason why there is none. */
export function render(endpoint: Rendering, event: LoggedEvent, variant: string, sender: Sender): Rendered {
  const skip = skipReason(endpoint, event, variant)
  if (skip) return { skip }
  switch (endpoint.format) {
    case 'standard':
      return { body: standardBody(event, endpoint.fields), contentType: 'application/json', headers: AGENT }
    case 'cloudevents':
      return renderCloudEvent(endpoint, event, sender)
    case 'genauth':
      return renderGenauth(endpoint, event, variant, sender)
  }
}

function renderCloudEvent({ contentType, fields }: Rendering, event: LoggedEvent, sender: Sender): Message {
  const attributes = cloudEventAttributes(event, messageId(event.id, ''), sender.url, fields)
  const data = cloudEventData(event, fields)
  if (contentType === 'cloudevents+json') {
    const body = structuredBody(attributes, data)
    return { body, contentType: mediaType(contentType), headers: AGENT }
  }
  const headers = { ...AGENT, ...binaryHeaders(attributes) }
  return { body: data, contentType: 'application/json', headers }
}

function renderGenauth(
  { contentType, genauthSecret }: Rendering,
  event: LoggedEvent,
  variant: string,
  { userPoolId }: Sender,
): Message {
  return {
    body: genauthBody(event, variant, contentType === 'form' ? 'form' : 'json', userPoolId),
    contentType: mediaType(contentType),
    headers: genauthHeaders(genauthSecret, userPoolId),
  }
}

/** The headers that a format adds to whatever body; attributes of an event are not among them. */
export function formatHeaders(
  format: Endpoint['format'],
  genauthSecret: string | null,
  { userPoolId }: Sender,
): Readonly<Record<string, string>> {
  return format === 'genauth' ? genauthHeaders(genauthSecret, userPoolId) : AGENT
}

const MEDIA_TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  'cloudevents+json': 'application/cloudevents+json',
} as const

export const mediaType = (contentType: Endpoint['contentType']): MediaType => MEDIA_TYPES[contentType]

/**
 * A message's identity for ever, over retries, resends and replays: the event's id, and in the genauth format
 * `-<variant>` with all but letters and digits as hyphens.
 */
export function messageId(eventId: string, variant: string): string {
  return variant === '' ? eventId : `${eventId}-${variant.replace(/[^A-Za-z0-9]/g, '-')}`
}
