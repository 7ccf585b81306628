import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Request, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import type { MakeId } from '../lib/ids.ts'
import { clientAddress } from './client-address.ts'

/** One line a request, and an id that names it in the answer, in its events and here. */
export function processLog(logger: Logger, id: MakeId): RequestHandler {
  return pinoHttp<Request>({
    logger,
    genReqId: (_req: IncomingMessage, res: ServerResponse) => {
      const requestId = id('req')
      res.setHeader('x-request-id', requestId)
      return requestId
    },
    wrapSerializers: false,
    serializers: {
      req: (req: Request) => ({
        id: req.id,
        method: req.method,
        url: cutUrl(req.originalUrl ?? req.url ?? ''),
        address: clientAddress(req),
      }),
      res: (res: ServerResponse) => ({ status: res.statusCode }),
    },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
    // The fault itself is logged where it is answered; here it would be an empty “failed with status code 500”.
    customErrorObject: (_req, _res, _error, { err: _err, ...line }) => line,
    autoLogging: { ignore: (req) => /^\/(?:assets\/|healthz|readyz|metrics)/.test(req.url ?? '') },
  })
}

/** The address without the values of its query: tokens of links and what people typed stand there. */
export function cutUrl(url: string): string {
  const [path = '', query] = url.split('?', 2)
  if (!query) return path
  const names = query.split('&').map((pair) => `${pair.split('=', 1)[0]}=…`)
  return `${path}?${names.join('&')}`
}
