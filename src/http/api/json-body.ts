import { isUtf8 } from 'node:buffer'
import express, { type RequestHandler } from 'express'
import { Refusal } from '../../domain/errors.ts'
import { BODY_LIMIT, hasBody } from '../forms.ts'

/**
 * Escapes, once escaped backslashes are out of the way, that no database and no receiver keeps as they came: NUL, and
 * half of a surrogate pair.
 */
const LOST = /\\u0000|\\ud[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..)\\ud[c-f]/i

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
      if (!isUtf8(body) || LOST.test(body.toString('utf8').replaceAll('\\\\', ' ')))
        throw new Refusal('malformed')
    },
  }),
  (req, _res, next) => {
    req.body ??= {}
    next()
  },
]
