/** The beginning of a response's body, and never more: an answer may be endless, huge, or made to explode. */

/** As much of an answer as an attempt keeps. */
export const MAX_BODY = 16_384

/**
 * The status has said it all by the time the body comes. A receiver that drips holds a slot no longer than this,
 * whatever is left of its timeout.
 */
export const BODY_PATIENCE_MS = 3_000

export class AnswerBody {
  readonly #chunks: Buffer[] = []
  #size = 0

  /** Answers false once there is more than is kept. */
  add(chunk: Buffer): boolean {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    return this.#size <= MAX_BODY
  }

  /** As UTF-8, cut at the limit, and without NUL, which PostgreSQL does not store in a text. */
  text(truncated: boolean): string {
    const [first] = this.#chunks
    if (!first) return ''
    const bytes = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks)
    // A decoder that expects more leaves out a character that the cut has split.
    const text = truncated
      ? new TextDecoder('utf-8').decode(bytes.subarray(0, MAX_BODY), { stream: true })
      : bytes.toString('utf8')
    return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text
  }
}
