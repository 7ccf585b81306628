import type { Request } from 'express'
import { type ErrorCode, Refusal } from '../domain/errors.ts'
import { isOutage } from '../lib/outage.ts'

/** Faults that the parsers and the router find before any code of ours runs, by their `type`. */
const BY_TYPE: Readonly<Record<string, ErrorCode>> = {
  'entity.parse.failed': 'malformed',
  'entity.verify.failed': 'malformed',
  'request.size.invalid': 'malformed',
  'request.aborted': 'malformed',
  'stream.encoding.set': 'malformed',
  'entity.too.large': 'too_large',
  'parameters.too.many': 'too_large',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  412: 'precondition_failed',
  413: 'too_large',
  415: 'unsupported_media_type',
}

/** A database that restarts is back in seconds. */
const AFTER_OUTAGE_S = 5

/** Any error as a refusal of the catalogue. What nobody foresaw is `internal`, its cause for the process log alone. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (isOutage(error)) return new Refusal('unavailable', { cause: error, retryAfter: AFTER_OUTAGE_S })
  const code = property(error, 'code') === 'EBADCSRFTOKEN' ? 'csrf' : foreseen(error)
  return new Refusal(code ?? 'internal', { cause: error })
}

function foreseen(error: unknown): ErrorCode | undefined {
  const type = property(error, 'type')
  if (typeof type === 'string' && BY_TYPE[type]) return BY_TYPE[type]
  // Express and its parsers mark what is the client's fault with a 4xx status (http-errors).
  const status = property(error, 'status')
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined
  return BY_STATUS[status] ?? 'malformed'
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined
}

/** Whether the one who asks is a program or a script: it gets problem documents and no pages. */
export function wantsProblem(req: Request): boolean {
  return /^\/(?:api|schemas|metrics|openapi\.json|password-strength|healthz|readyz)(?:[/.]|$)/i.test(req.path)
}
