import type { Request, RequestHandler } from 'express'
import { hasBody } from './forms.ts'

/** How long a body may take to arrive; longer, and a few slow senders would hold many connections. */
const BODY_MS = 30_000

/** Ends the connection of whoever sends a body too slowly. Files may take what the server allows any request. */
export function boundBodyTime(takesFile: (req: Request) => boolean): RequestHandler {
  return (req, _res, next) => {
    if (hasBody(req) && !takesFile(req)) {
      const timer = setTimeout(() => {
        if (!req.complete) req.destroy()
      }, BODY_MS)
      req.once('close', () => clearTimeout(timer))
    }
    next()
  }
}
