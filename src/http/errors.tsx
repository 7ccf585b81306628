import type { ErrorRequestHandler, RequestHandler } from 'express'
import { ErrorPage, TooManyPage } from '../../views/pages/error.tsx'
import { Refusal } from '../domain/errors.ts'
import { sendProblem } from './api/problem.ts'
import { asRefusal, wantsProblem } from './refusals.ts'
import { sendPage } from './shell.ts'

/** When a busy server names no time, this is when a new try makes sense. */
const RETRY_AFTER_S = 5

/** Ends the list of routes. */
export const notFound: RequestHandler = () => {
  throw new Refusal('not_found')
}

/** Ends one route: the address is known, the method is not. `allow` lists those that are. */
export function methodNotAllowed(allow: string): RequestHandler {
  return (_req, res) => {
    res.set('allow', allow)
    throw new Refusal('method_not_allowed')
  }
}

/**
 * Every refusal becomes a page or a problem document. What nobody foresaw goes to the process log with its stack,
 * and the answer names only the request, by which the operator finds it there.
 */
export function answerErrors(problemsAt: string): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const refusal = asRefusal(error)
    if (refusal.status >= 500 && refusal.cause !== undefined)
      req.log.error({ err: refusal.cause }, 'a request failed')
    if (res.headersSent) {
      res.destroy()
      return
    }
    const retryAfter = refusal.retryAfter ?? (refusal.code === 'busy' ? RETRY_AFTER_S : undefined)
    if (retryAfter !== undefined) res.set('retry-after', String(retryAfter))
    if (wantsProblem(req)) return sendProblem(req, res, refusal, problemsAt)

    const requestId = String(req.id)
    const { status, said } = refusal
    if ((status === 429 || status === 503) && retryAfter !== undefined)
      return sendPage(
        res,
        <TooManyPage
          status={status}
          retryAfter={retryAfter}
          requestId={requestId}
          message={refusal.code === 'unavailable' ? said : undefined}
        />,
        status,
      )
    sendPage(
      res,
      <ErrorPage status={status} faults={[said, ...Object.values(refusal.faults)]} requestId={requestId} />,
      status,
    )
  }
}
