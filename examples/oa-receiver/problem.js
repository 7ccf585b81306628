// @ts-check

/** An answer that is not a 200, as a problem document (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} title
   * @param {string} detail what is so, and what to do about it
   */
  constructor(status, title, detail) {
    super(detail)
    this.status = status
    this.title = title
  }
}

/**
 * The last handler of the app: every error leaves as a problem document, and never with a stack trace.
 *
 * @param {unknown} error
 * @param {import('express').Request} _req
 * @param {import('express').Response} res
 * @param {import('express').NextFunction} next
 */
export function answerProblem(error, _req, res, next) {
  if (res.headersSent) return next(error)
  const { status, title, detail } = describe(error)
  if (status === 500 && !(error instanceof Problem)) console.error(error)
  res
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail }))
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof Problem) return { status: error.status, title: error.title, detail: error.message }
  // Express and its body parser mark what the client did wrong with a 4xx status.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  if (status === 413) return { status, title: 'Too large', detail: 'The body is larger than 1 MB.' }
  if (status >= 400 && status < 500) {
    return { status, title: 'Bad request', detail: 'The request cannot be read.' }
  }
  return { status: 500, title: 'Not taken', detail: 'Nothing was changed. Send the same event again later.' }
}
