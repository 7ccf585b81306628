/** The event types that this plugin adds to the catalogue, and the drafts that tell of them. */

import { z } from 'zod'
import { type EventCatalogue, type EventContext, type EventDraft, publicUserSchema } from '#gatepost'
import type { Runtime } from './delivery/breaker.ts'
import type { EndpointSettings } from './endpoint/endpoint.ts'
import type { StoredEndpoint } from './repositories/endpoints.ts'

const group = 'Webhooks'

/** What an event says of an endpoint: no secret, no header, no authentication. */
const endpointFact = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  format: z.string(),
  enabled: z.boolean(),
})
const changes = z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() }))
const changed = z.object({ endpoint: endpointFact, changes })
const told = z.object({
  endpoint: endpointFact,
  reason: z.string(),
  lastStatus: z.int().nullable(),
  waiting: z.int(),
})

const configuration = (description: string) =>
  ({ group, about: 'server', description, data: changed }) as const
const condition = (description: string) => ({ group, about: 'server', description, data: told }) as const
const filling = (description: string) =>
  ({
    group,
    about: 'server',
    description,
    data: z.object({
      endpoint: endpointFact,
      backfill: z.string(),
      count: z.int(),
      users: z.record(z.string(), z.unknown()),
    }),
  }) as const

export const WEBHOOK_EVENTS = {
  'webhook.endpoint.created': configuration('An endpoint was made'),
  'webhook.endpoint.updated': configuration('An endpoint was changed'),
  'webhook.endpoint.deleted': configuration('An endpoint was deleted'),
  'webhook.endpoint.secret_rotated': configuration('An endpoint has a new signing secret'),
  'webhook.endpoint.secret_revealed': configuration('A signing secret was shown to an operator'),
  'webhook.endpoint.failing': condition('An endpoint failed so often that it is only probed'),
  'webhook.endpoint.recovered': condition('A failing endpoint answered again'),
  'webhook.endpoint.disabled': condition('An endpoint was switched off; what waits is parked'),
  'webhook.endpoint.tested': {
    group,
    about: 'server',
    description:
      'A message that somebody typed was sent to an endpoint, marked as a test and without a signature',
    data: z.object({ endpoint: endpointFact, test: z.string(), eventType: z.string(), format: z.string() }),
  },
  'webhook.deliveries.replayed': {
    group,
    about: 'server',
    description: 'Deliveries were sent again on request',
    data: z.object({ count: z.int(), filter: z.record(z.string(), z.unknown()) }),
  },
  'webhook.replay.stopped': {
    group,
    about: 'server',
    description: 'A replay was stopped; what waited got back the state that it had',
    data: z.object({ replay: z.string(), endpoint: z.string(), opened: z.int(), total: z.int() }),
  },
  'user.snapshot': {
    group,
    about: 'user',
    addressed: true,
    description: 'The state of a user, sent on request',
    data: z.object({ user: publicUserSchema, backfillId: z.string() }),
  },
  'user.gone': {
    group,
    about: 'user',
    addressed: true,
    description: 'There is no such user any more, sent on request',
    data: z.object({ userId: z.string(), backfillId: z.string() }),
  },
  'webhook.backfill.started': filling("Users' states go to an endpoint on request"),
  'webhook.backfill.stopped': filling('A backfill was stopped before its end'),
  'webhook.repair.started': {
    group,
    about: 'server',
    description: 'What a receiver has is compared with what is here',
    data: z.object({ endpoint: endpointFact, repair: z.string(), url: z.string().nullable() }),
  },
  ping: {
    group,
    about: 'server',
    addressed: true,
    description: 'A test of an endpoint',
    data: z.object({ message: z.string() }),
  },
} as const satisfies EventCatalogue

type Configured = 'created' | 'updated' | 'deleted' | 'secret_rotated' | 'secret_revealed'
type Condition = 'failing' | 'recovered' | 'disabled'

type Told = Pick<StoredEndpoint, 'id' | 'name' | 'url' | 'events' | 'format' | 'enabled'>

/** Credentials do not pass the address guard; a query string may still hold a token of the receiver's. */
const withoutQuery = (url: string): string => url.replace(/\?.*$/s, '?…')

const fact = ({ id, name, url, events, format, enabled }: Told) => ({
  id,
  name,
  url: withoutQuery(url),
  events,
  format,
  enabled,
})

/** A change of configuration, by an operator or through the API. */
export function configurationEvent(
  kind: Configured,
  endpoint: Told,
  changes: Changes,
  context: EventContext,
): EventDraft {
  return {
    type: `webhook.endpoint.${kind}`,
    subject: endpoint.id,
    data: { endpoint: fact(endpoint), changes },
    context,
  }
}

/** A change of an endpoint's condition. `waiting` counts what is held and pending there. */
export function conditionEvent(
  kind: Condition,
  endpoint: Told,
  reason: string,
  runtime: Pick<Runtime, 'lastStatus'>,
  waiting: number,
  context: EventContext,
): EventDraft {
  return {
    type: `webhook.endpoint.${kind}`,
    subject: endpoint.id,
    data: { endpoint: fact(endpoint), reason, lastStatus: runtime.lastStatus, waiting },
    context,
  }
}

/** A message that somebody typed; `test` is its id. */
export function testedEvent(
  endpoint: Told,
  test: string,
  { eventType, format }: { readonly eventType: string; readonly format: string },
  context: EventContext,
): EventDraft {
  return {
    type: 'webhook.endpoint.tested',
    subject: endpoint.id,
    data: { endpoint: fact(endpoint), test, eventType, format },
    context,
  }
}

/** Deliveries sent again; `filter` says which. */
export function replayedEvent(
  count: number,
  filter: Readonly<Record<string, unknown>>,
  context: EventContext,
): EventDraft {
  return { type: 'webhook.deliveries.replayed', subject: null, data: { count, filter }, context }
}

/** A backfill began or was stopped; `users` says which users, `count` how many it meant. */
export function backfillEvent(
  kind: 'started' | 'stopped',
  endpoint: Told,
  about: {
    readonly backfill: string
    readonly count: number
    readonly users: Readonly<Record<string, unknown>>
  },
  context: EventContext,
): EventDraft {
  return {
    type: `webhook.backfill.${kind}`,
    subject: endpoint.id,
    data: { endpoint: fact(endpoint), ...about },
    context,
  }
}

/** A comparison with a receiver began; `url` is where it answers, null where it sends what it has. */
export function repairEvent(
  endpoint: Told,
  repair: string,
  url: string | null,
  context: EventContext,
): EventDraft {
  const data = { endpoint: fact(endpoint), repair, url: url === null ? null : withoutQuery(url) }
  return { type: 'webhook.repair.started', subject: endpoint.id, data, context }
}

/** A replay of an endpoint's deliveries ended by somebody, when `opened` of `total` had been opened. */
export function replayStoppedEvent(
  data: {
    readonly replay: string
    readonly endpoint: string
    readonly opened: number
    readonly total: number
  },
  context: EventContext,
): EventDraft {
  return { type: 'webhook.replay.stopped', subject: null, data, context }
}

export function pingEvent(endpoint: Told, context: EventContext): EventDraft {
  return {
    type: 'ping',
    subject: null,
    target: [endpoint.id],
    data: { message: `A test of ${endpoint.name} from Gatepost` },
    context,
  }
}

export const SYSTEM: EventContext = { actor: { type: 'system' } }

export type Changes = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>

/** Their values stay inside: only that they changed is told. */
const SECRET = new Set<keyof EndpointSettings>(['headers', 'auth', 'genauthSecret', 'ca'])

/** The settings that differ, with old and new value. */
export function changesBetween(before: EndpointSettings, after: EndpointSettings): Changes {
  const keys = Object.keys(after) as (keyof EndpointSettings)[]
  return Object.fromEntries(
    keys
      .filter((key) => key in before && JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .map((key) => [
        key,
        SECRET.has(key) ? { from: null, to: null } : { from: before[key], to: after[key] },
      ]),
  )
}
