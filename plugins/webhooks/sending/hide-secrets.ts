/** Keeps what an endpoint was sent in confidence out of what is kept of its answer: test receivers echo requests. */
import { MASK } from '../endpoint/custom-headers.ts'

/** Where nothing was sent in confidence. */
export const asItIs = (text: string): string => text

type Headers = Readonly<Record<string, string>>

/** Anything shorter stands in an answer by chance. */
const SHORTEST = 4

/**
 * Takes a request's headers as they went out and as `maskHeaders` shows them; answers what puts the mask in place of
 * every value that was masked, wherever a text repeats it: bare, inside JSON, without its scheme, or decoded.
 */
export function secretHider(sent: Headers, masked: Headers): (text: string) => string {
  if (!Object.keys(sent).some((name) => masked[name] !== sent[name])) return asItIs
  const secrets = Object.entries(sent)
    .filter(([name, value]) => masked[name] !== value)
    .flatMap(([, value]) => formsOf(value))
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    .filter((value) => value.length >= SHORTEST)
    // A secret may be the beginning of another one.
    .sort((a, b) => b.length - a.length)
  if (secrets.length === 0) return asItIs
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
}

/** A header's value, its credentials, and for `Basic` the password in them (RFC 7617 §2). */
function formsOf(value: string): string[] {
  const [, scheme = '', credentials] = /^(\w+) +(\S+)$/.exec(value) ?? []
  if (credentials === undefined) return [value]
  if (scheme.toLowerCase() !== 'basic') return [value, credentials]
  const decoded = Buffer.from(credentials, 'base64').toString()
  return [value, credentials, decoded, decoded.slice(decoded.indexOf(':') + 1)]
}
