import { createRequire } from 'node:module'
import request, { type Response } from 'supertest'
import { z } from 'zod'

type Headers = Readonly<Record<string, string>>

interface Signing {
  buildStringToSign(method: string, path: string, headers: Headers, query: object): string
  buildAuthorization(id: string, secret: string, text: string): string
}

const sdk: Signing = createRequire(import.meta.url)('authing-node-sdk/dist/utils/buildSignature.js')
/** What the SDK signs, by its own code. */
export const { buildStringToSign } = sdk

export interface Pair {
  readonly id: string
  readonly secret: string
}

export interface Signed {
  readonly method?: 'get' | 'post'
  readonly path?: string
  /** The query of a GET, the body of a POST. */
  readonly parameters?: object
  readonly headers?: Headers
}

let nonces = 0

/** The headers of a request as the SDK would send it, signed over exactly these. */
export function signedHeaders(
  pair: Pair,
  { method = 'get', path = LIST, parameters = {}, headers = {} }: Signed,
): Headers {
  const signed = {
    date: new Date().toUTCString(),
    'x-authing-signature-nonce': `nonce-${++nonces}`,
    'x-authing-signature-method': 'HMAC-SHA1',
    'x-authing-lang': 'en-US',
    ...headers,
  }
  const text = buildStringToSign(method.toUpperCase(), path, signed, parameters)
  return { ...signed, authorization: sdk.buildAuthorization(pair.id, pair.secret, text) }
}

const LIST = '/api/v3/list-webhooks'

/** Sends a request with these headers. */
export async function send(
  url: string,
  { method = 'get', path = LIST, parameters = {} }: Signed,
  headers: Headers,
) {
  const call = request(url)
    [method](path)
    .set({ ...headers })
  return envelope(await (method === 'get' ? call.query(parameters) : call.send(parameters)))
}

const envelopeSchema = z.strictObject({
  statusCode: z.int(),
  message: z.string().min(1),
  requestId: z.string().startsWith('req_'),
  data: z.unknown().optional(),
})

/** GenAuth's envelope; its clients throw on anything but HTTP 200. */
export function envelope(response: Response): z.output<typeof envelopeSchema> {
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${response.text}`)
  return envelopeSchema.parse(response.body)
}
