import { Router } from 'express'
import { z } from 'zod'
import { EventTypePage, type EventTypeRow, EventTypesPage } from '../../../views/pages/event-types.tsx'
import { Refusal } from '../../domain/errors.ts'
import type { EventTypeDefinition } from '../../domain/event.ts'
import { eventSchema } from '../api/event-view.ts'
import { methodNotAllowed } from '../errors.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

/** The catalogue of events, plugins' included: what each type says, and what plugins add to it. */
export function eventTypeRoutes({ events, eventPages = [] }: PageParts): Router {
  const only = methodNotAllowed('GET, HEAD')
  const router = Router()
  router
    .route('/event-types')
    .get(async (req, res) => {
      const types = Object.entries(events()).map(([name, definition]) => rowOf(name, definition))
      sendPage(res, <EventTypesPage {...(await consoleShell(req, res))} types={types} />)
    })
    .all(only)

  router
    .route('/event-types/:type')
    .get(async (req, res) => {
      const { type } = req.params
      const catalogue = events()
      const definition = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined
      if (!definition) throw new Refusal('not_found')
      const cards = await Promise.all(eventPages.map((pages) => pages.eventType?.(type)))
      const schema = z.toJSONSchema(eventSchema(type, definition), { io: 'output', unrepresentable: 'any' })
      sendPage(
        res,
        <EventTypePage {...(await consoleShell(req, res))} type={rowOf(type, definition)} schema={schema}>
          {cards}
        </EventTypePage>,
      )
    })
    .all(only)
  return router
}

function rowOf(name: string, { group, description, about, addressed }: EventTypeDefinition): EventTypeRow {
  return { name, group, description, about, addressed: addressed === true }
}
