import { z } from 'zod'
import type { EventCatalogue } from '../../../domain/event.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Feed } from '../../feed/feed.ts'
import { pageOf } from '../pages.ts'
import { feedOperation } from './feed.ts'

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
export function eventOperations(feed: Feed, events: () => EventCatalogue): readonly ApiOperation[] {
  return [
    feedOperation(feed, events),
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
