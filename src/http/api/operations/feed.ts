import { z } from 'zod'
import { invalid } from '../../../domain/errors.ts'
import type { EventCatalogue } from '../../../domain/event.ts'
import { feedText } from '../../../domain/event-envelope.ts'
import { type ApiCall, type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Asked, Feed } from '../../feed/feed.ts'
import { anyEventSchema } from '../event-view.ts'
import { limitParameter, pageOf, wholeNumber } from '../pages.ts'
import { typesNamed } from '../types-named.ts'

const AFTER = 'Send the position of the last event you have, 0 to begin.'
const LONGEST_WAIT_S = 60

const query = z.object({
  after: z
    .string(AFTER)
    .regex(/^\d{1,15}$/, AFTER)
    .meta({ type: 'integer', minimum: 0, default: 0, pattern: undefined })
    .transform(Number)
    .default(0)
    .describe('The position of the last event you have; a stream goes by `Last-Event-ID` once it has one'),
  types: z
    .string()
    .max(2000)
    .optional()
    .describe(
      'Comma-separated; `user.*` and `*` are patterns. `*` unless told, which leaves out `webhook.*`',
    ),
  listener: z
    .string()
    .regex(/^lsn_\w{1,60}$/, 'Send the id of a listener, lsn_….')
    .optional()
    .describe('A listener of this key; tests that were sent to it come too'),
  wait: wholeNumber(0, 0, LONGEST_WAIT_S).describe(
    'How many seconds to wait for an event if there is none after that position',
  ),
  limit: limitParameter(100, 1000),
})
type Query = z.infer<typeof query>

/** The log as a feed: pages, long polls and server-sent events. */
export function feedOperation(feed: Feed, events: () => EventCatalogue): ApiOperation {
  const askedBy = ({ query, context }: ApiCall<unknown, Query, unknown>, after: number): Asked => ({
    keyId: context.actor.id ?? '',
    after,
    filter: {
      types: query.types === undefined ? undefined : typesNamed(query.types, Object.keys(events()), inStar),
      listenerId: query.listener,
    },
  })
  return operation({
    id: 'listEvents',
    method: 'get',
    path: '/events',
    tag: 'Events',
    summary: 'The log after a position, in order: a page, a long poll, or server-sent events',
    scope: 'events:read',
    query,
    answers: {
      200: {
        description:
          'Events in log order, each as a webhook of the standard format gets it. `next` is the `after` of the next page, null at the end of the log. Whoever accepts text/event-stream gets the same as server-sent events, and later ones as they come; `id` is the position.',
        body: pageOf(anyEventSchema).extend({
          cursor: z.int().describe('Everything up to here was looked at: the `after` of the next call'),
          head: z.int().describe('The newest position'),
        }),
      },
      410: { description: 'The log begins later: retention removed what comes after that position.' },
    },
    async stream(call, res) {
      const last = call.req.get('last-event-id')
      if (last !== undefined && !/^\d{1,15}$/.test(last))
        throw invalid({ 'last-event-id': 'Last-Event-ID is a position.' })
      await feed.stream(askedBy(call, last === undefined ? call.query.after : Number(last)), res)
    },
    async run(call) {
      const { after, limit, wait } = call.query
      const { res } = call.req
      if (!res) throw new Error('a request under way has an answer')
      const page = await feed.read({ ...askedBy(call, after), limit }, wait * 1000, res)
      const next = page.cursor < page.head ? String(page.cursor) : null
      const { cursor, head } = page
      return {
        status: 200,
        body: { data: page.events.map((event) => JSON.parse(feedText(event))), next, cursor, head },
      }
    },
  })
}

/** Of a webhook, too, `*` leaves these out. */
const inStar = (type: string): boolean => !type.startsWith('webhook.')
