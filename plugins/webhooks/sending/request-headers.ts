/** All headers of one request, put together: the operator's, the format's, and the message's own. */
import type { Endpoint, EndpointAuth } from '../endpoint/endpoint.ts'
import type { Message } from '../formats/index.ts'
import { signatureHeaders } from './sign.ts'

/**
 * The headers of one try, lower-cased, signed at `now` (UTC epoch milliseconds). An operator's `User-Agent` wins
 * over the format's; the message's own headers win over everything.
 */
export function requestHeaders(
  endpoint: Configured,
  message: Message,
  id: string,
  secrets: readonly string[],
  now: number,
): Record<string, string> {
  return {
    ...message.headers,
    ...operatorHeaders(endpoint),
    ...ownHeaders(message),
    ...signatureHeaders(secrets, id, now, message.body),
  }
}

/**
 * The headers of a body that somebody typed: marked as a test and never signed, or anybody at the console could forge
 * an event. What was typed wins over what is configured.
 */
export function typedHeaders(
  endpoint: Configured,
  message: Message,
  typed: Readonly<Record<string, string>>,
  id: string,
): Record<string, string> {
  return {
    ...message.headers,
    ...operatorHeaders(endpoint),
    ...lowerCased(typed),
    ...ownHeaders(message),
    'gatepost-test': '1',
    'webhook-id': id,
  }
}

const ownHeaders = ({ contentType }: Message) => ({
  'content-type': contentType,
  // Answers are kept as they came and cut at 16 kB: nothing is decompressed.
  'accept-encoding': 'identity',
})

type Configured = Pick<Endpoint, 'headers' | 'auth'>

/** An endpoint in memory never changes: a newer version is another object. */
const known = new WeakMap<Configured, Readonly<Record<string, string>>>()

/** What the operator configured, lower-cased. */
function operatorHeaders(endpoint: Configured): Readonly<Record<string, string>> {
  const ready = known.get(endpoint)
  if (ready) return ready
  const auth: Record<string, string> = endpoint.auth ? { authorization: authorization(endpoint.auth) } : {}
  const headers = { ...lowerCased(endpoint.headers), ...auth }
  known.set(endpoint, headers)
  return headers
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** RFC 7617 §2 (basic, in UTF-8) and RFC 6750 §2.1 (bearer). */
function authorization(auth: EndpointAuth): string {
  if (auth.type === 'bearer') return `Bearer ${auth.token}`
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64')}`
}
