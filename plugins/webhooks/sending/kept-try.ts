/** A try as it is kept and shown: secrets masked in what was sent, and in what came back of them. */
import { maskHeaders } from '../endpoint/custom-headers.ts'
import type { AttemptRow } from '../repositories/attempts.ts'
import { asItIs, secretHider } from './hide-secrets.ts'
import type { Try } from './post-once.ts'

export type KeptTry = Omit<AttemptRow, 'late' | 'probe' | 'delivery'>

/** `custom` names the headers whose values somebody typed: they may be secrets. */
export function keptTry(one: Try, requestSha256: string, custom: readonly string[]): KeptTry {
  const shown = maskHeaders(one.requestHeaders, custom)
  const hide = secretHider(one.requestHeaders, shown)
  return {
    startedAt: one.startedAt,
    durationMs: one.durationMs,
    sent: one.sent,
    status: one.status,
    requestHeaders: shown,
    requestSha256,
    responseHeaders: one.headers && mapValues(one.headers, hide),
    responseBody: one.body && hide(one.body),
    responseTruncated: one.truncated,
    errorKind: one.error?.kind ?? null,
    errorMessage: one.error && hide(one.error.message),
  }
}

function mapValues(
  headers: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> {
  if (change === asItIs) return headers
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]))
}
