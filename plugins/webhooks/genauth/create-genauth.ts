import { eventsAt, type LoggedEvent } from '#gatepost'
import { DEFAULT_DELAYS } from '../endpoint/endpoint.ts'
import { variantsOf } from '../endpoint/subscription.ts'
import { GENAUTH_NAMES, genauthName, typesOfGenauthName } from '../formats/genauth-names.ts'
import { render, type Sender } from '../formats/index.ts'
import {
  countEndpointsOf,
  findEndpoint,
  listEndpointsOf,
  type StoredEndpoint,
} from '../repositories/endpoints.ts'
import { countExchanges, type ExchangeRow, listExchanges } from '../repositories/exchanges.ts'
import { attemptView } from '../shown-rows.ts'
import type { Deps } from '../usecases/deps.ts'
import type { Exchange, GenauthEndpoint, GenauthService } from './service.ts'

/** See `GenauthService` for what each promises. */
export function createGenauth({ db, keyring }: Deps, sender: Sender): GenauthService {
  const find = async (id: string): Promise<StoredEndpoint | undefined> => {
    const endpoint = await findEndpoint(db.reader, keyring, id)
    return endpoint?.format === 'genauth' ? endpoint : undefined
  }
  return {
    eventNames: () => GENAUTH_NAMES.map((name) => ({ name, types: typesOfGenauthName(name) })),
    defaultDelays: () => DEFAULT_DELAYS,
    async listEndpoints({ offset, limit }) {
      const endpoints = await listEndpointsOf(db.reader, keyring, 'genauth', offset, limit)
      return { total: await countEndpointsOf(db.reader, 'genauth'), data: endpoints.map(viewOf) }
    },
    async findEndpoint(id) {
      const endpoint = await find(id)
      return endpoint && viewOf(endpoint)
    },
    async listExchanges(id, { offset, limit }) {
      const endpoint = await find(id)
      if (!endpoint) return { total: 0, data: [] }
      const rows = await listExchanges(db.reader, endpoint.num, offset, limit)
      const positions = rows.flatMap(({ position }) => position ?? [])
      const events = await eventsAt(db.reader, db.dialect, [...new Set(positions)])
      return {
        total: await countExchanges(db.reader, endpoint.num),
        data: rows.map((row) => exchange(row, bodyOf(row, endpoint, events, sender))),
      }
    },
  }
}

function viewOf(endpoint: StoredEndpoint): GenauthEndpoint {
  return {
    id: endpoint.id,
    name: endpoint.name,
    url: endpoint.url,
    contentType: endpoint.contentType === 'form' ? 'form' : 'json',
    enabled: endpoint.enabled,
    events: namesOf(endpoint),
    secret: endpoint.genauthSecret,
    delays: endpoint.retry.delays,
    createdAt: endpoint.createdAt,
    updatedAt: endpoint.updatedAt,
  }
}

function namesOf(endpoint: StoredEndpoint): string[] {
  const patterns = endpoint.events.filter((entry) => genauthName(entry) === undefined)
  const named = endpoint.events.filter((entry) => genauthName(entry) !== undefined)
  const matching = GENAUTH_NAMES.filter((name) =>
    typesOfGenauthName(name).some((type) =>
      variantsOf({ ...endpoint, events: patterns }, { type, subject: null, target: null }).includes(name),
    ),
  )
  return [...new Set([...named, ...matching])]
}

const exchange = ({ eventName, attempt }: ExchangeRow, body: string | null): Exchange => ({
  eventName,
  body,
  attempt: attemptView(attempt, 1),
})

function bodyOf(
  { position, eventName, typed }: ExchangeRow,
  endpoint: StoredEndpoint,
  events: ReadonlyMap<number, LoggedEvent>,
  sender: Sender,
): string | null {
  const event = position === null ? undefined : events.get(position)
  if (!event) return typed
  try {
    const message = render(endpoint, event, eventName, sender)
    return 'skip' in message ? null : message.body
  } catch {
    return null
  }
}
