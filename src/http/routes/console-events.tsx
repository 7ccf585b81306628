import { Router } from 'express'
import { EventLogPage, EventPage, eventHref } from '../../../views/pages/event-log.tsx'
import { Refusal } from '../../domain/errors.ts'
import { timesBetween } from '../../lib/utc-text.ts'
import type { Deps } from '../../usecases/deps.ts'
import { getEvent, listEvents } from '../../usecases/list-events.ts'
import { methodNotAllowed } from '../errors.tsx'
import { eventRows } from '../event-rows.ts'
import { findPerson } from '../find-person.ts'
import type { PageParts } from '../parts.ts'
import { hrefWith, queryText } from '../query.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/events'
const PAGE = 50

export function eventLogRoutes({ deps, events: catalogue, eventPages = [] }: PageParts): Router {
  const only = methodNotAllowed('GET, HEAD')
  const router = Router()
  router
    .route('/events')
    .get(async (req, res) => {
      const filter = {
        type: queryText(req, 'type'),
        user: queryText(req, 'user').trim(),
        from: queryText(req, 'from').trim(),
        until: queryText(req, 'until').trim(),
      }
      const before = queryText(req, 'before')
      if (await isEvent(deps, filter.user)) return res.redirect(303, eventHref(filter.user))
      const { errors, ...times } = timesBetween(filter)
      const faulty = Object.keys(errors).length > 0
      const subject = filter.user === '' ? undefined : await findSubject(deps, filter.user)
      const found =
        faulty || (filter.user !== '' && subject === undefined)
          ? []
          : await listEvents(deps, {
              limit: PAGE,
              order: 'desc',
              ...times,
              ...(filter.type === '' ? {} : { types: [filter.type] }),
              ...(/^\d{1,15}$/.test(before) ? { before: Number(before) } : {}),
              ...(subject === undefined ? {} : { subject }),
            })
      const last = found.length === PAGE ? found.at(-1) : undefined
      sendPage(
        res,
        <EventLogPage
          {...(await consoleShell(req, res))}
          rows={await eventRows(deps, found)}
          filter={filter}
          errors={errors}
          types={Object.keys(catalogue()).sort()}
          olderHref={last && hrefWith(HOME, { ...filter, before: String(last.position) })}
          newestHref={before === '' ? undefined : hrefWith(HOME, filter)}
        />,
        faulty ? 422 : 200,
      )
    })
    .all(only)

  router
    .route('/events/:id')
    .get(async (req, res) => {
      const event = await getEvent(deps, req.params.id)
      const [row] = await eventRows(deps, [event])
      if (!row) throw new Refusal('not_found')
      const { sequence, data, context } = event
      const changes = data?.changes
      const changed = typeof changes === 'object' && changes !== null ? Object.keys(changes) : []
      sendPage(
        res,
        <EventPage {...(await consoleShell(req, res))} event={{ ...row, sequence, data, context, changed }}>
          {await Promise.all(eventPages.map((pages) => pages.event?.(event)))}
        </EventPage>,
      )
    })
    .all(only)
  return router
}

/** Whether the log has an event of that id. */
async function isEvent(deps: Deps, text: string): Promise<boolean> {
  if (!/^evt_\w+$/.test(text)) return false
  try {
    return (await getEvent(deps, text)).id === text
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return false
    throw error
  }
}

/** Whom a filter means: an id, also of somebody who is gone, or exactly a username or an address. */
async function findSubject(deps: Deps, text: string): Promise<string | undefined> {
  return /^(?:usr|ep)_\w+$/.test(text) ? text : (await findPerson(deps, text))?.id
}
