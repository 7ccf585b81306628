/** The beginning of a response's body, and never more: an answer may be endless, huge, or made to explode. */
import type { Readable } from 'node:stream'

/** As much of an answer as an attempt keeps. */
export const MAX_BODY = 16_384

/**
 * The status has said it all by the time the body comes. A receiver that drips holds a slot no longer than this,
 * whatever is left of its timeout.
 */
export const BODY_PATIENCE_MS = 3_000

export interface ReadBody {
  readonly text: string
  /** More came, or would have come. */
  readonly truncated: boolean
  /** What broke the body off, unless it was one of our own limits. */
  readonly error?: unknown
}

/** Reads at most `MAX_BODY` bytes for at most `patienceMs`, then destroys the rest and with it the connection. */
export async function readBody(body: Readable, patienceMs = BODY_PATIENCE_MS): Promise<ReadBody> {
  const chunks: Buffer[] = []
  let size = 0
  let impatient = false
  const timer = setTimeout(() => {
    impatient = true
    body.destroy()
  }, patienceMs)
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      size += chunk.length
      // Leaving the loop destroys the stream.
      if (size > MAX_BODY) break
    }
    return { text: textOf(chunks), truncated: size > MAX_BODY }
  } catch (error) {
    return { text: textOf(chunks), truncated: true, ...(impatient ? {} : { error }) }
  } finally {
    clearTimeout(timer)
  }
}

/** UTF-8 without a character cut in half at the end, and without NUL, which PostgreSQL does not store in a text. */
function textOf(chunks: readonly Buffer[]): string {
  const bytes = Buffer.concat(chunks).subarray(0, MAX_BODY)
  return new TextDecoder('utf-8').decode(bytes, { stream: true }).replaceAll('\0', '\ufffd')
}
