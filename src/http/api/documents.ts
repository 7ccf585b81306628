import { Router } from 'express'
import { z } from 'zod'
import { ERRORS, type ErrorCode, Refusal } from '../../domain/errors.ts'
import type { EventCatalogue } from '../../domain/event.ts'
import { methodNotAllowed } from '../errors.tsx'
import { eventSchema } from './event-view.ts'
import { problemsAt, problemTitle } from './problem.ts'

interface Documented {
  readonly url: string
  /** The OpenAPI description. */
  readonly apiDocument: () => object
  readonly events: () => EventCatalogue
}

/** Descriptions for programs: the API, each event's schema, each kind of problem. Open to anybody. */
export function documentRoutes({ url, apiDocument, events }: Documented): Router {
  const router = Router()
  const only = methodNotAllowed('GET, HEAD')
  let api: string | undefined

  router
    .route('/openapi.json')
    .get((_req, res) => {
      api ??= JSON.stringify(apiDocument())
      res.type('json').send(api)
    })
    .all(only)

  router
    .route('/schemas/events/:name')
    .get((req, res) => {
      const type = req.params.name.replace(/\.json$/, '')
      const catalogue = events()
      const definition = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined
      if (!definition) throw new Refusal('not_found')
      const schema = z.toJSONSchema(eventSchema(type, definition), { io: 'output', unrepresentable: 'any' })
      res
        .type('application/schema+json')
        .send(JSON.stringify({ ...schema, $id: `${url}/schemas/events/${type}.json` }))
    })
    .all(only)

  router
    .route('/problems/:code')
    .get((req, res) => {
      const { code } = req.params
      if (!isErrorCode(code)) throw new Refusal('not_found')
      const [status, words] = ERRORS[code]
      const lines = [problemTitle(code), `Status ${status}. ${words}`, `${problemsAt(url)}${code}`]
      res.type('text').send(`${lines.join('\n\n')}\n`)
    })
    .all(only)

  return router
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code)
}
