/** GenAuth's envelope. The code is in the body, and HTTP says 200 whatever it is: its clients throw on anything else. */
import type { ErrorRequestHandler } from 'express'
import type { Host, Refusal, Response } from '#gatepost'

export function answer(res: Response, requestId: string, data: unknown): void {
  res.set('cache-control', 'no-store').json({
    statusCode: 200,
    message: 'Operation successful',
    requestId,
    ...(data === undefined ? {} : { data }),
  })
}

/** Words every refusal, foreseen or not. */
export function answerErrors({ requests, log }: Pick<Host, 'requests' | 'log'>): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const refusal = requests.asRefusal(error)
    if (refusal.status >= 500 && refusal.cause !== undefined)
      log.error({ err: refusal.cause }, 'a call of the GenAuth API failed')
    const { requestId } = requests.context(req, { type: 'system' })
    res
      .set('cache-control', 'no-store')
      .json({ statusCode: statusCodeOf(refusal), message: messageOf(refusal), requestId })
  }
}

/** GenAuth calls wrong parameters 400. */
const statusCodeOf = ({ status }: Refusal): number => (status === 422 ? 400 : status)

function messageOf(refusal: Refusal): string {
  const fields = Object.entries(refusal.fields).map(([field, message]) => `${field}: ${message}`)
  return fields.length > 0 ? fields.join(' ') : refusal.message
}
