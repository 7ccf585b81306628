import { z } from 'zod'
import { invalid } from '../../../domain/errors.ts'
import type { EventCatalogue, LoggedEvent } from '../../../domain/event.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { getEvent, type LogFilter, listEvents } from '../../../usecases/list-events.ts'
import { anyEventSchema, eventView } from '../event-view.ts'
import { limitParameter, pageOf } from '../pages.ts'
import { typesNamed } from '../types-named.ts'

const tag = 'Events'
const scope = 'events:read'
const time = z.iso
  .datetime({ offset: true, error: 'Write a time such as 2026-11-23T10:00:00Z.' })
  .transform((text) => Date.parse(text))

/** `?cursor=` of a list of events from the newest on: the position of the last one seen. */
export const beforePosition = z
  .string('Send one cursor.')
  .regex(/^\d{1,15}$/, 'Send the `next` of the page before.')
  .transform(Number)
  .optional()
  .describe('`next` of the page before')

/** A page of the log, newest first. */
export async function newestEvents(
  deps: Deps,
  { cursor, limit, ...filter }: Omit<LogFilter, 'order'> & { readonly cursor?: number | undefined },
): Promise<{ data: Record<string, unknown>[]; next: string | null }> {
  const before = cursor === undefined ? {} : { before: cursor }
  const found = await listEvents(deps, { ...filter, ...before, limit: limit + 1, order: 'desc' })
  const page: readonly LoggedEvent[] = found.slice(0, limit)
  const last = page.at(-1)
  return { data: page.map(eventView), next: last && found.length > limit ? String(last.position) : null }
}

/** The log from its newest event on, and one event by its id. */
export function newestEventOperations(deps: Deps, events: () => EventCatalogue): readonly ApiOperation[] {
  return [
    operation({
      id: 'listNewestEvents',
      method: 'get',
      path: '/events/newest',
      tag,
      summary: 'The log, newest first',
      scope,
      query: z.object({
        cursor: beforePosition,
        limit: limitParameter(50, 200),
        types: z.string().max(2000).optional().describe('Comma-separated; `user.*` and `*` are patterns'),
        user: z.string('Send one id.').max(100).optional().describe('usr_…'),
        from: time.optional().describe('Events from this time on, ISO 8601'),
        until: time.optional().describe('Events up to this time, included'),
      }),
      answers: { 200: { description: 'A page of events', body: pageOf(anyEventSchema) } },
      async run({ query: { cursor, limit, types, user, from, until } }) {
        if (from !== undefined && until !== undefined && from > until)
          throw invalid({ until: 'This lies before the beginning.' })
        const wanted = types === undefined ? {} : { types: typesNamed(types, Object.keys(events())) }
        const about = user === undefined ? {} : { subject: user }
        const times = {
          ...(from === undefined ? {} : { fromAt: from }),
          ...(until === undefined ? {} : { untilAt: until }),
        }
        return {
          status: 200,
          body: await newestEvents(deps, { cursor, limit, ...wanted, ...about, ...times }),
        }
      },
    }),
    operation({
      id: 'readEvent',
      method: 'get',
      path: '/events/{id}',
      tag,
      summary: 'One event',
      scope,
      params: z.object({ id: z.string().describe('evt_…') }),
      answers: { 200: { description: 'The event', body: anyEventSchema } },
      run: async ({ params: { id } }) => ({ status: 200, body: eventView(await getEvent(deps, id)) }),
    }),
  ]
}
