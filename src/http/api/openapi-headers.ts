/** The headers that every operation has in common, as the description tells them. */
import type { ApiOperation } from '../../hooks/contract.ts'
import { isPiecewise } from './pieces.ts'

const text = (description: string) => ({ description, schema: { type: 'string' } })

export const HEADERS = {
  ETag: text('The version of what is answered; send it back as `If-Match` or `If-None-Match`.'),
  RateLimit: text('`"key";r=…;t=…`: requests left, and the seconds until all are there again.'),
  RateLimitPolicy: text('`"key";q=…;w=…`: requests that a key may make within so many seconds.'),
  RetryAfter: text('Seconds after which a new try makes sense, with 409 of a call under way, 429 and 503.'),
  IdempotentReplayed: text('`true` where this is the kept answer of the first call with the same key.'),
}

export const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'A name of this call of your choice, such as a UUID. Sent again within 24 hours, it gets the first answer again and nothing happens twice.',
    schema: { type: 'string', minLength: 1, maxLength: 257 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of what you saw; 412 where somebody changed it since.',
    schema: { type: 'string' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of what you have; 304 where it is still so.',
    schema: { type: 'string' },
  },
} as const

export const header = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` })
const parameter = (name: keyof typeof PARAMETERS) => ({ $ref: `#/components/parameters/${name}` })

export const LIMITS = { RateLimit: header('RateLimit'), 'RateLimit-Policy': header('RateLimitPolicy') }
export const TAG = { ETag: header('ETag') }

export function answerHeaders(operation: ApiOperation, body: boolean, tagged?: true): object {
  return {
    ...LIMITS,
    ...((operation.versioned && body) || tagged ? TAG : {}),
    ...(isOnce(operation) ? { 'Idempotent-Replayed': header('IdempotentReplayed') } : {}),
  }
}

const isOnce = (operation: ApiOperation) => operation.method === 'post' && !isPiecewise(operation)

export function headerParameters(operation: ApiOperation): object[] {
  const { method, versioned } = operation
  return [
    ...(isOnce(operation) ? [parameter('IdempotencyKey')] : []),
    ...(versioned ? [parameter(method === 'get' ? 'IfNoneMatch' : 'IfMatch')] : []),
  ]
}
