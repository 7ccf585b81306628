import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GatepostEvent } from './event.ts'
import { readBody } from './read-body.ts'
import { readEvent } from './read-event.ts'
import { RefusedMessage } from './refused-message.ts'
import { createVerify } from './verify.ts'

export interface ReceiveOptions {
  /** One or several `whsec_…` or `whpk_…`, as a list or with commas between them. */
  readonly secrets: string | readonly string[]
  /**
   * Does the work of an event. It is answered with 200 once this is through, and with what it returns as JSON; the
   * server then forgets the delivery, so return after the commit. Throw, and the event comes again.
   */
  take(event: GatepostEvent, request: IncomingMessage): unknown
  /** Called for each POST that is not taken, such as one with a wrong signature. */
  refused?(refusal: RefusedMessage): void
  /** The largest body that is read, in bytes; 1 MB unless told. */
  readonly limit?: number
}

/** Fits `app.post('/hooks/gatepost', …)` of Express and Connect, and `createServer(…)` of Node. */
export type Receive = (
  request: IncomingMessage & { readonly body?: unknown },
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void

const ONE_MB = 1_048_576

/**
 * The whole door as one middleware: keeps the bytes as they came, verifies, reads, hands over, answers. Refusals are
 * problem documents (RFC 9457). What `take` throws goes to `next`, or is a 500 where there is none.
 */
export function receiveEvents(options: ReceiveOptions): Receive {
  const verify = createVerify(options.secrets)
  const limit = options.limit ?? ONE_MB
  return (request, response, next) => {
    const work = async () => {
      const body = await readBody(request, limit)
      verify(body, request.headers)
      const answer: unknown = await options.take(
        readEvent(body, String(request.headers['webhook-id'])),
        request,
      )
      send(response, 200, 'application/json', answer === undefined ? { taken: true } : answer)
    }
    work().catch((error: unknown) => {
      if (error instanceof RefusedMessage) {
        options.refused?.(error)
        sendProblem(response, error.status, error.message)
      } else if (next) next(error)
      else sendProblem(response, 500, 'Nothing was changed. Send the same event again later.')
    })
  }
}

function sendProblem(response: ServerResponse, status: number, detail: string): void {
  const title = status === 401 ? 'Signature refused' : status === 500 ? 'Not taken' : 'Bad event'
  send(response, status, 'application/problem+json', { type: 'about:blank', title, status, detail })
}

function send(response: ServerResponse, status: number, type: string, body: unknown): void {
  response
    .writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
    .end(JSON.stringify(body))
}
