import { z } from 'zod'
import type { EventCatalogue } from '../../../domain/event.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { readFeed } from '../../../usecases/list-events.ts'
import { anyEventSchema, eventView } from '../event-view.ts'
import { limitParameter, pageOf } from '../pages.ts'
import { typesNamed } from '../types-named.ts'

const AFTER = 'Send the position of the last event you have, 0 to begin.'

const eventType = z.object({
  type: z.string(),
  group: z.string(),
  description: z.string(),
  about: z
    .enum(['user', 'stranger', 'server'])
    .describe('Whom it is about; facts of strangers have no sequence'),
  addressed: z.boolean(),
  schema: z.string(),
})

/** The log as a feed, and the catalogue of what it can hold. */
export function eventOperations(deps: Deps, events: () => EventCatalogue): readonly ApiOperation[] {
  return [
    operation({
      id: 'listEvents',
      method: 'get',
      path: '/events',
      tag: 'Events',
      summary: 'The log after a position, in order',
      scope: 'events:read',
      query: z.object({
        after: z
          .string(AFTER)
          .regex(/^\d{1,15}$/, AFTER)
          .meta({ type: 'integer', minimum: 0, default: 0, pattern: undefined })
          .transform(Number)
          .default(0)
          .describe('The position of the last event you have'),
        types: z.string().max(2000).optional().describe('Comma-separated; `user.*` and `*` are patterns'),
        limit: limitParameter(100, 1000),
      }),
      answers: {
        200: {
          description:
            'Events in log order. `next` is the `after` of the next page, null at the end of the log.',
          body: pageOf(anyEventSchema).extend({
            head: z.int().describe('The newest position; read on after it once `next` is null'),
          }),
        },
      },
      async run({ query: { after, types, limit } }) {
        const wanted = types === undefined ? undefined : typesNamed(types, Object.keys(events()))
        const feed = await readFeed(deps, { after, limit, ...(wanted ? { types: wanted } : {}) })
        const last = feed.events.at(-1)
        const next = last && feed.events.length === limit ? String(last.position) : null
        return { status: 200, body: { data: feed.events.map(eventView), next, head: feed.head } }
      },
    }),
    operation({
      id: 'listEventTypes',
      method: 'get',
      path: '/event-types',
      tag: 'Events',
      summary: 'Every type of event of this server',
      scope: 'any',
      answers: { 200: { description: 'The catalogue', body: pageOf(eventType) } },
      async run() {
        const data = Object.entries(events()).map(([type, { group, description, about, addressed }]) => ({
          type,
          group,
          description,
          about,
          addressed: addressed ?? false,
          schema: `/schemas/events/${type}.json`,
        }))
        return { status: 200, body: { data, next: null } }
      },
    }),
  ]
}
