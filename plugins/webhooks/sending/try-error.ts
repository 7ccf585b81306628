/** What went wrong with one try to send, in a word for programs and a sentence for operators. */
import { ForbiddenAddress } from './guard.ts'

export type TryErrorKind =
  | 'timeout'
  | 'connect'
  | 'dns'
  | 'tls'
  | 'reset'
  | 'forbidden'
  | 'too_large'
  | 'protocol'
  /** This server stopped it, not the receiver: the delivery is handed back. */
  | 'aborted'

export interface TryError {
  readonly kind: TryErrorKind
  readonly message: string
}

const DNS = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENODATA',
  'ESERVFAIL',
])

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  UND_ERR_CONNECT_TIMEOUT: 'The host does not take a connection.',
  ETIMEDOUT: 'The host does not take a connection.',
  ENOTFOUND: 'The host name leads nowhere.',
  EAI_AGAIN: 'The name server did not answer.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  CERT_NOT_YET_VALID: 'The certificate is not valid yet.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The certificate is self-signed. Add it to this webhook, or use one of a known authority.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host.',
}
const UNKNOWN_AUTHORITY =
  'The certificate is from an authority that is not known here. Add the authority to this webhook.'
const AUTHORITY = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** The error of a try. `sent` says whether the request had been handed to the connection. */
export function tryError(error: unknown, sent: boolean): TryError {
  if (error instanceof ForbiddenAddress) return { kind: 'forbidden', message: error.message }
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : ''
  const told = (kind: TryErrorKind, otherwise: string): TryError => ({
    kind,
    message: code ? `${WORDS[code] ?? otherwise} (${code})` : otherwise,
  })
  if (DNS.has(code)) return told('dns', 'The host name could not be resolved.')
  if (AUTHORITY.has(code)) return told('tls', UNKNOWN_AUTHORITY)
  if (/^(?:CERT_|ERR_TLS_|ERR_SSL_|EPROTO|DEPTH_ZERO)/.test(code)) {
    return told('tls', 'No secure connection came about.')
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return told('too_large', 'The headers of the answer are larger than 16 kB.')
  }
  // undici's parser errors come with a code or without; an unasked 101 is a broken socket with these words.
  const parser = error instanceof Error && error.name === 'HTTPParserError'
  if (parser || code.startsWith('HPE_') || /^bad (?:upgrade|response)/.test(message)) {
    return told('protocol', 'The answer is not HTTP as it should be.')
  }
  if (code.startsWith('UND_ERR_') && !/^UND_ERR_(?:SOCKET|CONNECT_TIMEOUT|CLOSED|DESTROYED)$/.test(code)) {
    return told('protocol', 'The exchange failed.')
  }
  if (sent) return told('reset', 'The connection broke before an answer came.')
  return told('connect', 'No connection came about.')
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
