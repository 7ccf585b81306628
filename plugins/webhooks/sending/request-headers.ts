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
    'content-type': message.contentType,
    // Answers are kept as they came and cut at 16 kB: nothing is decompressed.
    'accept-encoding': 'identity',
    ...signatureHeaders(secrets, id, now, message.body),
  }
}

type Configured = Pick<Endpoint, 'headers' | 'auth'>

/** An endpoint in memory never changes: a newer version is another object. */
const known = new WeakMap<Configured, Readonly<Record<string, string>>>()

/** What the operator configured, lower-cased. */
function operatorHeaders(endpoint: Configured): Readonly<Record<string, string>> {
  const ready = known.get(endpoint)
  if (ready) return ready
  const custom = Object.entries(endpoint.headers).map(([name, value]) => [name.toLowerCase(), value])
  const auth = endpoint.auth ? { authorization: authorization(endpoint.auth) } : {}
  const headers: Record<string, string> = { ...Object.fromEntries(custom), ...auth }
  known.set(endpoint, headers)
  return headers
}

/** RFC 7617 §2 (basic, in UTF-8) and RFC 6750 §2.1 (bearer). */
function authorization(auth: EndpointAuth): string {
  if (auth.type === 'bearer') return `Bearer ${auth.token}`
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64')}`
}
