import { z } from 'zod'
import type { EventCatalogue } from '../../../domain/event.ts'
import { LISTENER_SECONDS, type Listener } from '../../../domain/listener.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import { closeListener } from '../../../usecases/close-listener.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { listListeners } from '../../../usecases/list-listeners.ts'
import { openListener } from '../../../usecases/open-listener.ts'
import { readHead } from '../../../usecases/read-feed.ts'
import { triggerTest } from '../../../usecases/trigger-test.ts'
import { pageOf } from '../pages.ts'

const { least, usual, most } = LISTENER_SECONDS
const time = z.iso.datetime()
const listenerId = z.string().regex(/^lsn_\w{1,60}$/, 'Send the id of a listener, lsn_….')

const listenerSchema = z.object({
  id: z.string(),
  forwardTo: z.string().nullable(),
  openedAt: time,
  expiresAt: time,
})

/** Listeners: what `gatepost listen` opens, and `gatepost trigger` sends tests to. */
export function listenerOperations(deps: Deps, events: () => EventCatalogue): readonly ApiOperation[] {
  return [
    operation({
      id: 'openListener',
      method: 'post',
      path: '/listeners',
      tag: 'Listeners',
      summary: 'Open a listener, as gatepost listen does',
      scope: 'events:read',
      body: z.object({
        forwardTo: z
          .string()
          .trim()
          .min(1)
          .max(200)
          .regex(/^[\x20-\x7e]*$/, 'Send an address without control characters.')
          .nullable()
          .default(null)
          .describe('Where the developer forwards to; only shown in the record'),
        seconds: z.int().min(least).max(most).default(usual).describe('After these it ends by itself'),
      }),
      answers: {
        201: {
          description: 'The listener; read the feed from `after` with its id as `listener`.',
          body: listenerSchema.extend({ after: z.int().describe('The newest position as it was opened') }),
        },
      },
      async run({ body, context }) {
        const after = await readHead(deps)
        const made = await openListener(deps, { ...body, keyId: context.actor.id ?? '' }, context)
        return { status: 201, body: { ...view(made), after } }
      },
    }),
    operation({
      id: 'listListeners',
      method: 'get',
      path: '/listeners',
      tag: 'Listeners',
      summary: "This key's open listeners",
      scope: 'events:read',
      answers: { 200: { description: 'Oldest first', body: pageOf(listenerSchema) } },
      async run({ context }) {
        const open = await listListeners(deps, context.actor.id ?? '')
        return { status: 200, body: { data: open.map(view), next: null } }
      },
    }),
    operation({
      id: 'closeListener',
      method: 'delete',
      path: '/listeners/{id}',
      tag: 'Listeners',
      summary: 'Close a listener of this key before its time',
      scope: 'events:read',
      params: z.object({ id: listenerId }),
      answers: { 204: { description: 'Closed; its stream ends' } },
      async run({ params, context }) {
        await closeListener(deps, { id: params.id, keyId: context.actor.id ?? '' }, context)
        return { status: 204 }
      },
    }),
    operation({
      id: 'triggerTest',
      method: 'post',
      path: '/listeners/tests',
      tag: 'Listeners',
      summary: "Send a made-up event to this key's listeners, and to nobody else",
      scope: 'events:read',
      body: z.object({
        type: z.string().max(100).describe('A type of /event-types'),
        to: z.array(listenerId).min(1).max(20).optional().describe('All of this key unless told'),
      }),
      answers: {
        202: {
          description: 'Written; they get it marked with `test: true`, without a sequence.',
          body: z.object({ type: z.string(), listeners: z.array(z.string()) }),
        },
      },
      async run({ body, context }) {
        const test = { ...body, keyId: context.actor.id ?? '', catalogue: events() }
        const listeners = await triggerTest(deps, test, context)
        return { status: 202, body: { type: body.type, listeners } }
      },
    }),
  ]
}

const view = ({ id, forwardTo, openedAt, expiresAt }: Listener) => ({
  id,
  forwardTo,
  openedAt: new Date(openedAt).toISOString(),
  expiresAt: new Date(expiresAt).toISOString(),
})
