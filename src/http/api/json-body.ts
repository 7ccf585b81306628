import express, { type RequestHandler } from 'express'
import { Refusal } from '../../domain/errors.ts'
import { BODY_LIMIT, hasBody } from '../forms.ts'

/** An escaped NUL (an odd number of backslashes before `u0000`), which PostgreSQL cannot keep. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/

/** Reads a JSON body into `req.body`. Other content types are refused; no body is an empty object. */
export const readJsonBody: readonly RequestHandler[] = [
  (req, _res, next) => {
    if (hasBody(req) && !req.is('application/json'))
      throw new Refusal('unsupported_media_type', { message: 'Send JSON as application/json.' })
    next()
  },
  express.json({
    limit: BODY_LIMIT,
    type: 'application/json',
    verify: (_req, _res, body) => {
      if (NUL.test(body.toString('utf8'))) throw new Refusal('malformed')
    },
  }),
  (req, _res, next) => {
    req.body ??= {}
    next()
  },
]
