/** Why a POST is not taken: the status to answer with, and a stable code. */
const STATUS = {
  headers_missing: 401,
  clock: 401,
  signature: 401,
  body: 400,
  too_large: 413,
} as const

export type RefusedCode = keyof typeof STATUS

/** A POST that is not taken. `message` says in a sentence what is wrong; no secret and nothing of the body is in it. */
export class RefusedMessage extends Error {
  override readonly name = 'RefusedMessage'
  readonly code: RefusedCode
  readonly status: number

  constructor(code: RefusedCode, message: string) {
    super(message)
    this.code = code
    this.status = STATUS[code]
  }
}
