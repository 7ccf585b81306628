import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, RequestHandler, Response } from 'express'
import { Refusal } from '../../domain/errors.ts'
import type { ApiOperation } from '../../hooks/contract.ts'

/** Whether a body or an answer of it is of any size: such a call is neither kept nor answered again. */
export function isPiecewise({ takes, answers }: Pick<ApiOperation, 'takes' | 'answers'>): boolean {
  return takes !== undefined || Object.values(answers).some(({ streams }) => streams !== undefined)
}

/** Refuses other bodies than those; the operation reads it. */
export function takesOnly(types: readonly string[]): RequestHandler {
  return (req, _res, next) => {
    if (!req.is([...types]))
      throw new Refusal('unsupported_media_type', { message: `Send this as ${types.join(' or ')}.` })
    next()
  }
}

/** Refuses the key of a call that is not kept. */
export function refuseIdempotencyKey(req: Request): void {
  if (req.get('idempotency-key') !== undefined)
    throw new Refusal('malformed', { message: 'This operation takes no Idempotency-Key.' })
}

/**
 * Sends piece by piece, as fast as the other side reads. What breaks off midway ends the connection; whoever goes away
 * midway is no fault of the server.
 */
export async function sendStream(res: Response, stream: AsyncIterable<string | Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(stream), res)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'))
      throw error
  }
}

/** An upload that may be `most` bytes long, and the first byte too many where it is longer: enough to refuse it. */
export async function smallUpload(source: Readable, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of uploadedBytes(source)) {
    pieces.push(piece)
    length += piece.length
    if (length > most) break
  }
  return Buffer.concat(pieces)
}

/** The bytes of an upload. The connection stays, so that a refusal can still be answered. */
export async function* uploadedBytes(source: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false })) yield chunk
  } catch (cause) {
    throw new Refusal('malformed', { message: 'The upload broke off.', cause })
  }
}
