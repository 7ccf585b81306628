import { Router } from 'express'
import { z } from 'zod'
import { EventTypePage, type EventTypeRow, EventTypesPage } from '../../../views/pages/event-types.tsx'
import { Refusal } from '../../domain/errors.ts'
import type { EventTypeDefinition } from '../../domain/event.ts'
import { eventSchema } from '../api/event-view.ts'
import { methodNotAllowed } from '../errors.tsx'
import type { PageParts } from '../parts.ts'
import { queryText } from '../query.ts'
import { consoleShell, sendPage } from '../shell.ts'

/** The catalogue of events, plugins' included: what each type says, and what plugins add to it. */
export function eventTypeRoutes({ events, eventPages = [] }: PageParts): Router {
  const only = methodNotAllowed('GET, HEAD')
  const router = Router()
  router
    .route('/event-types')
    .get(async (req, res) => {
      const types = Object.entries(events()).map(([name, definition]) => rowOf(name, definition))
      const search = queryText(req, 'q').trim()
      sendPage(
        res,
        <EventTypesPage
          {...(await consoleShell(req, res))}
          types={types.filter((type) => fits(type, search))}
          search={search}
        />,
      )
    })
    .all(only)

  router
    .route('/event-types/:type')
    .get(async (req, res) => {
      const { type } = req.params
      const catalogue = events()
      const definition = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined
      if (!definition) throw new Refusal('not_found')
      const [cards, beside] = await Promise.all([
        Promise.all(eventPages.map((pages) => pages.eventType?.(type))),
        Promise.all(eventPages.map((pages) => pages.besideEventType?.(type))),
      ])
      const schema = z.toJSONSchema(eventSchema(type, definition), { io: 'output', unrepresentable: 'any' })
      sendPage(
        res,
        <EventTypePage
          {...(await consoleShell(req, res))}
          type={rowOf(type, definition)}
          schema={schema}
          beside={beside}
        >
          {cards}
        </EventTypePage>,
      )
    })
    .all(only)
  return router
}

/** Whether a type has every word of the search in its name, its group or its description. */
function fits({ name, group, description }: EventTypeRow, search: string): boolean {
  const text = `${name} ${group} ${description}`.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function rowOf(name: string, { group, description, about, addressed }: EventTypeDefinition): EventTypeRow {
  return { name, group, description, about, addressed: addressed === true }
}
