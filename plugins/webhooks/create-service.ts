import {
  decodeCursor,
  encodeCursor,
  eventsAt,
  headPosition,
  invalid,
  positionsBetween,
  Refusal,
} from '#gatepost'
import { DELIVERY_STATES, integerId } from './delivery/delivery.ts'
import { checkEndpoint } from './endpoint/check-endpoint.ts'
import { MASK } from './endpoint/custom-headers.ts'
import { endpointInput } from './endpoint/endpoint.ts'
import { fieldErrors } from './endpoint/field-errors.ts'
import { render } from './formats/index.ts'
import { listAttempts } from './repositories/attempts.ts'
import { countByState, type DeliveryRow, listDeliveryRows } from './repositories/delivery-list.ts'
import { searchDeliveries } from './repositories/delivery-search.ts'
import { findEndpoint, listEndpoints, type StoredEndpoint } from './repositories/endpoints.ts'
import { livePublicKeys } from './repositories/public-keys.ts'
import { readRuntimes } from './repositories/runtime.ts'
import { secretsOf } from './repositories/secrets.ts'
import { attemptsOf, findTyped, listTyped, type TypedRow } from './repositories/typed-messages.ts'
import type { DeliveryCounts, DeliveryFilter, WebhooksService } from './service.ts'
import { attemptView, deliveryView, endpointView, secretView, typedView } from './shown-rows.ts'
import { createEndpoint } from './usecases/create-endpoint.ts'
import { deleteEndpoint } from './usecases/delete-endpoint.ts'
import { disableEndpoint } from './usecases/disable-endpoint.ts'
import { editEndpoint } from './usecases/edit-endpoint.ts'
import { enableEndpoint } from './usecases/enable-endpoint.ts'
import { endSecret } from './usecases/end-secret.ts'
import { resendDelivery } from './usecases/resend-delivery.ts'
import { revealSecret } from './usecases/reveal-secret.ts'
import { DEFAULT_OVERLAP_MS, rotateSecret } from './usecases/rotate-secret.ts'
import { sendTest } from './usecases/send-test.ts'
import { sendTyped, type TypedParts } from './usecases/send-typed.ts'

const DEFAULT_LIMIT = 50
const LARGEST_LIMIT = 200

/** The engine's verbs and lists behind one name; see service.ts for what each promises. */
export function createService(deps: TypedParts): WebhooksService {
  const { db, keyring, sender } = deps
  const found = async (id: string): Promise<StoredEndpoint> => {
    const endpoint = await findEndpoint(db.reader, keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    return endpoint
  }
  const viewsOf = async (endpoints: readonly StoredEndpoint[]) => {
    const nums = endpoints.map(({ num }) => num)
    const runtimes = await readRuntimes(db.reader, nums)
    const keys = await livePublicKeys(db.reader, deps.clock.now(), { nums })
    return endpoints.map((endpoint) => {
      const own = keys.filter((key) => key.endpoint === endpoint.num)
      return endpointView(endpoint, runtimes.get(endpoint.num), own, sender.url)
    })
  }
  const viewOf = async (id: string) => {
    const [view] = await viewsOf([await found(id)])
    if (!view) throw new Error('an endpoint has no view')
    return view
  }
  const deliveryRow = async (id: string): Promise<DeliveryRow> => {
    const integer = integerId('dlv', id)
    const [row] = integer === undefined ? [] : await listDeliveryRows(db.reader, { id: integer, limit: 1 })
    if (!row) throw new Refusal('not_found')
    return row
  }
  /** The stretch of the log that the times of a filter lie in; nothing where it has none. */
  const positionsOf = async ({ fromAt, untilAt, above = 0 }: DeliveryFilter) => {
    if (fromAt === undefined && untilAt === undefined)
      return above === 0 ? {} : { between: { after: above, last: Number.MAX_SAFE_INTEGER } }
    if ((fromAt ?? 0) > (untilAt ?? Number.POSITIVE_INFINITY))
      throw invalid({ until: 'This lies before the beginning.' })
    const newest = await headPosition(db.reader)
    const { after, last } = await positionsBetween(db.reader, fromAt ?? null, untilAt ?? null, newest)
    return { between: { after: Math.max(after, above), last } }
  }
  const typedViews = (rows: readonly TypedRow[]) =>
    Promise.all(rows.map(async (row) => typedView(row, await listAttempts(db.reader, attemptsOf(row.id)))))
  const eventOf = async ({ position }: DeliveryRow) =>
    (await eventsAt(db.reader, db.dialect, [position])).get(position)

  return {
    async listEndpoints({ limit, cursor, ...narrowed } = {}) {
      const size = pageSize(limit)
      const [after = 0] = cursorOf(cursor)
      const endpoints = await listEndpoints(db.reader, keyring, { after, limit: size + 1, ...narrowed })
      const shown = endpoints.slice(0, size)
      const last = shown.at(-1)
      return {
        data: await viewsOf(shown),
        next: endpoints.length > size && last ? encodeCursor([last.num]) : null,
      }
    },
    getEndpoint: viewOf,
    async countDeliveries(endpointIds) {
      const counts = new Map(endpointIds.map((id) => [id, noDeliveries()]))
      for (const { id, state, count } of await countByState(db.reader, endpointIds)) {
        const own = counts.get(id)
        if (!own) continue
        own[state] = count
        if (state === 'held' || state === 'pending') own.waiting += count
      }
      return counts
    },
    checkSettings(settings) {
      const parsed = endpointInput.safeParse({ ...UNDISPUTED, ...settings })
      return parsed.success ? checkEndpoint(parsed.data, deps.installation()) : fieldErrors(parsed.error)
    },
    async createEndpoint(input, context) {
      const { id, secret } = await createEndpoint(deps, input, context)
      return { endpoint: await viewOf(id), secret }
    },
    async editEndpoint(id, { enabled, ...patch }, context, { waiting = 'send', unchanged } = {}) {
      const { headers } = patch
      const kept = headers ? { headers: keepMasked(headers, (await found(id)).headers) } : {}
      const secret = await editEndpoint(deps, id, { ...patch, ...kept }, context, unchanged)
      if (enabled === true) await enableEndpoint(deps, id, waiting, context)
      if (enabled === false) await disableEndpoint(deps, id, 'operator', context)
      return { endpoint: await viewOf(id), secret }
    },
    deleteEndpoint: (id, context, unchanged) => deleteEndpoint(deps, id, context, unchanged),
    async enableEndpoint(id, { waiting = 'send' }, context) {
      await enableEndpoint(deps, id, waiting, context)
      return viewOf(id)
    },
    async disableEndpoint(id, context) {
      await disableEndpoint(deps, id, 'operator', context)
      return viewOf(id)
    },
    async rotateSecret(id, { overlapMs = DEFAULT_OVERLAP_MS }, context) {
      const secret = await rotateSecret(deps, id, overlapMs, context)
      return { endpoint: await viewOf(id), secret }
    },
    async revealSecret(id, context) {
      const secret = await revealSecret(deps, id, context)
      return { endpoint: await viewOf(id), secret }
    },
    async listSecrets(id) {
      const { num } = await found(id)
      const secrets = await secretsOf(db.reader, keyring, [num])
      return secrets
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > deps.clock.now())
        .map(secretView)
    },
    endSecret: (id, secretId, context) => endSecret(deps, id, secretId, context),
    sendTest: (id, context) => sendTest(deps, id, context),
    async sendTyped(id, message, context) {
      const [view] = await typedViews([await sendTyped(deps, id, message, context)])
      if (!view) throw new Error('a typed message has no view')
      return view
    },
    async getTyped(id, testId) {
      const integer = integerId('test', testId)
      const { num } = await found(id)
      const row = integer === undefined ? undefined : await findTyped(db.reader, num, integer)
      const [view] = row ? await typedViews([row]) : []
      if (!view) throw new Refusal('not_found')
      return view
    },
    async listTyped(id, { limit } = {}) {
      return typedViews(await listTyped(db.reader, (await found(id)).num, pageSize(limit)))
    },
    async listDeliveries(filter) {
      const size = pageSize(filter.limit)
      const between = await positionsOf(filter)
      const query = { ...queryOf(filter), ...between, limit: size + 1 }
      const { rows, lookedTo } = await searchDeliveries(db.reader, query)
      const shown = rows.slice(0, size)
      const last = shown.at(-1)
      const more = rows.length > size && last ? [last.position, last.id] : undefined
      // Ids begin at 1: what follows this place is everything below the position.
      const further = lookedTo === undefined ? undefined : [lookedTo, 0]
      const next = more ?? further
      return { data: shown.map(deliveryView), next: next ? encodeCursor(next) : null }
    },
    getDelivery: async (id) => deliveryView(await deliveryRow(id)),
    async listAttempts(deliveryId) {
      const { id } = await deliveryRow(deliveryId)
      return (await listAttempts(db.reader, id)).map((row, index) => attemptView(row, index + 1))
    },
    getEvent: async (deliveryId) => eventOf(await deliveryRow(deliveryId)),
    async previewBody(deliveryId) {
      const row = await deliveryRow(deliveryId)
      const endpoint = await findEndpoint(db.reader, keyring, row.endpoint_id, { deleted: true })
      const event = await eventOf(row)
      if (!endpoint || !event) return { skip: 'erased' }
      try {
        const message = render(endpoint, event, row.variant, sender)
        return 'skip' in message ? message : { contentType: message.contentType, body: message.body }
      } catch {
        return { skip: 'error' }
      }
    },
    async resendDelivery(id, context) {
      const row = await deliveryRow(id)
      await resendDelivery(deps, row.id, context)
      return deliveryView(await deliveryRow(id))
    },
  }
}

/** A form shows values masked: where the mask comes back, the value stays as it is. */
function keepMasked(
  sent: Readonly<Record<string, string>>,
  stored: Readonly<Record<string, string>>,
): Record<string, string> {
  const values = new Map(Object.entries(stored).map(([name, value]) => [name.toLowerCase(), value]))
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [
      name,
      value === MASK ? (values.get(name.toLowerCase()) ?? value) : value,
    ]),
  )
}

/** In the place of required settings that are not given. */
const UNDISPUTED = { name: 'any', url: 'https://oa.example.org', events: ['*'] }

const noDeliveries = (): { -readonly [K in keyof DeliveryCounts]: number } => ({
  held: 0,
  pending: 0,
  leased: 0,
  delivered: 0,
  dead: 0,
  skipped: 0,
  waiting: 0,
})

function pageSize(limit = DEFAULT_LIMIT): number {
  return Math.max(1, Math.min(limit, LARGEST_LIMIT))
}

function cursorOf(cursor: string | undefined): number[] {
  if (cursor === undefined) return []
  const parts = decodeCursor(cursor)?.filter((part) => typeof part === 'number')
  if (!parts?.length) throw invalid({ cursor: 'This cursor is none of ours. Leave it out to begin anew.' })
  return parts
}

function queryOf({ cursor, states, limit: _, above: __, ...filter }: DeliveryFilter) {
  const [position, id] = cursorOf(cursor)
  const unknown = states?.find((state) => !DELIVERY_STATES.includes(state))
  if (unknown) throw invalid({ state: `There is no state ${unknown}.` })
  return {
    ...filter,
    ...(states ? { states } : {}),
    ...(position === undefined || id === undefined ? {} : { before: { position, id } }),
  }
}
