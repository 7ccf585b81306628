/** Headers that an operator adds to every request of an endpoint. Their values may be secrets. */

/** Takes the place of a value wherever headers are shown. */
export const MASK = '••••••••'

/** A field name is a token: RFC 9110 §5.1 and §5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** A field value is visible ASCII with spaces and tabs inside: RFC 9110 §5.5, without obs-text. */
const VALUE = /^[\x21-\x7e]+(?:[\t ]+[\x21-\x7e]+)*$/

/** The connection, the message and its signature are Gatepost's: RFC 9110 §7.6.1 and Standard Webhooks. */
const RESERVED = new Set([
  'accept-encoding',
  'connection',
  'expect',
  'gatepost-test',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
])
const RESERVED_BEGINNINGS = ['content-', 'transfer-', 'proxy-', 'webhook-', 'x-authing-'] as const

/** Request headers whose value is never shown, whoever set them. */
const SECRET = new Set(['authorization', 'cookie', 'x-authing-webhook-secret', 'x-authing-token'])

/** What is wrong with one header, in words; undefined when it can be sent. */
export function checkHeader(name: string, value: string): string | undefined {
  const lower = name.toLowerCase()
  if (!TOKEN.test(name)) {
    return `“${name}” cannot be a header name. Use letters, digits and hyphens.`
  }
  if (RESERVED.has(lower) || RESERVED_BEGINNINGS.some((beginning) => lower.startsWith(beginning))) {
    return `${name} is set by Gatepost itself. Leave it out, or use another name such as X-${name.replace(/^x-/i, '')}.`
  }
  if (value === MASK) return `The value of ${name} is masked. Type the value itself.`
  if (!VALUE.test(value)) {
    return `The value of ${name} must be one line of plain ASCII characters without space at its ends.`
  }
  return undefined
}

/** Two names that differ in case alone are one header. Gives the second of such a pair, or undefined. */
export function repeatedHeader(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.has(name.toLowerCase()) || !seen.add(name.toLowerCase()))
}

/**
 * Request headers as they may be shown and recorded: the values of the endpoint's `custom` headers and of
 * everything that carries a secret are masked.
 */
export function maskHeaders(
  headers: Readonly<Record<string, string>>,
  custom: readonly string[] = [],
): Record<string, string> {
  const hidden = custom.map((name) => name.toLowerCase())
  const masked = { ...headers }
  for (const name in headers) {
    const lower = name.toLowerCase()
    if (SECRET.has(lower) || hidden.includes(lower)) masked[name] = MASK
  }
  return masked
}
