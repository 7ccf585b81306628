import type { IncomingMessage } from 'node:http'
import { RefusedMessage } from './refused-message.ts'

/**
 * The bytes of a request as they were sent. Where a body parser came first, only one that keeps bytes
 * (`express.raw()`) will do: throws an `Error` that says so, since that is a mistake of the program.
 */
export async function readBody(
  request: IncomingMessage & { readonly body?: unknown },
  limit: number,
): Promise<Uint8Array> {
  if (request.body instanceof Uint8Array) return request.body
  if (request.readableEnded)
    throw new Error(
      'The body was parsed before its signature was verified: mount this before express.json().',
    )
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.length
      // What is too much is read on and dropped, so that the sender hears the answer.
      if (size <= limit) chunks.push(chunk)
      else reject(new RefusedMessage('too_large', `The body is larger than ${limit} bytes.`))
    })
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
  })
}
