import { randomBytes } from 'node:crypto'
import { Registry } from 'prom-client'
import type { RecentEvents } from '../../../plugins/webhooks/delivery/recent-events.ts'
import { createEngine, type Engine } from '../../../plugins/webhooks/engine.ts'
import { WEBHOOK_EVENTS } from '../../../plugins/webhooks/events.ts'
import { migrations } from '../../../plugins/webhooks/migrations/index.ts'
import { readWebhookSettings } from '../../../plugins/webhooks/settings.ts'
import { createWakes } from '../../../src/db/wakes.ts'
import type { EventContext, EventDraft } from '../../../src/domain/event.ts'
import { CORE_EVENTS, userEvent } from '../../../src/domain/event-catalogue.ts'
import { type PublicUser, publicUserSchema } from '../../../src/domain/user.ts'
import { createAnnounce } from '../../../src/hooks/announce.ts'
import type { Host } from '../../../src/hooks/contract.ts'
import { createDispatch } from '../../../src/hooks/dispatch.ts'
import { startJobs } from '../../../src/hooks/jobs.ts'
import { createMailOperators } from '../../../src/hooks/mail-operators.ts'
import { createMetrics } from '../../../src/hooks/metrics.ts'
import { retryParked } from '../../../src/hooks/retry-parked.ts'
import { createHostUsers } from '../../../src/hooks/users.ts'
import { requestKit } from '../../../src/http/request-kit.ts'
import { idMaker } from '../../../src/lib/ids.ts'
import { createNudge } from '../../../src/lib/nudge.ts'
import { createKeyring } from '../../../src/lib/secrets.ts'
import { movedClock } from '../../support/clock.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { keptLog } from '../../support/log.ts'
import { until } from '../../support/wait.ts'

export const system: EventContext = { actor: { type: 'system' } }

export const schemas = [{ owner: 'webhooks', migrations }]

export interface EngineOptions {
  readonly store?: TestDatabase
  /** The master key; a new one unless told. */
  readonly key?: Buffer
  /** How long it may take to end. */
  readonly graceMs?: number
  /** What it remembers of the log. */
  readonly recent?: RecentEvents
}

/** The whole engine over a real database, without the rest of the server. Nothing runs until `start`. */
export async function openEngine(options: EngineOptions = {}) {
  const store = options.store ?? (await openTestDatabase(schemas))
  const clock = movedClock(Date.now())
  const log = keptLog()
  const committed = createNudge()
  const catalogue = { ...CORE_EVENTS, ...WEBHOOK_EVENTS }
  const id = idMaker(() => Date.now())
  const announce = createAnnounce({
    dialect: store.db.dialect,
    catalogue: () => catalogue,
    clock,
    id,
    // As in the server: where transactions take turns the log is woken before the commit.
    ...(store.db.dialect.oneWriter
      ? { announced: committed.nudge, committed: () => {} }
      : { committed: committed.nudge }),
  })
  const host: Host = {
    db: store.db,
    log,
    clock,
    id,
    keyring: createKeyring(options.key ?? randomBytes(32)),
    metrics: createMetrics(new Registry(), 'webhooks'),
    url: 'http://localhost:3000',
    production: false,
    events: () => catalogue,
    announce,
    users: createHostUsers({ db: store.db, catalogue: () => catalogue, clock, id, announce }),
    ...createWakes({ file: '' }).topic('webhooks'),
    graceMs: options.graceMs ?? 5000,
    mailOperators: createMailOperators({ clock, id }),
    require: () => {
      throw new Error('no other plugin is here')
    },
    get console(): never {
      throw new Error('no console is here')
    },
    requests: requestKit,
    accessKey: async () => undefined,
  }
  const settings = readWebhookSettings({ GATEPOST_WEBHOOK_ALLOW: '127.0.0.1' })
  const engine: Engine = createEngine(host, settings, options.recent)
  let running: { stop(): Promise<void> } | undefined
  const dispatch = createDispatch({
    db: store.db,
    clock,
    log,
    committed,
    subscribers: [engine.fanOut],
  })
  const deliveries = (where: object = {}) =>
    store.db.writer('webhooks_deliveries').where(where).orderBy('id').select()
  return {
    ...store,
    clock,
    log,
    host,
    engine,
    service: engine.service,
    deliveries,
    /** Fan-out alone: deliveries come to be and stay where they are. */
    startFanOut() {
      running = startJobs(dispatch, log)
    },
    start() {
      running = startJobs([...dispatch, ...engine.jobs], log)
    },
    async stop() {
      await running?.stop()
      running = undefined
    },
    /** Hands fan-out an event that was set aside once more. */
    retryParked: (position: number) =>
      retryParked(
        { db: store.db, clock, log, announce, subscribers: [engine.fanOut] },
        { subscriber: engine.fanOut.name, position },
        system,
      ),
    announce: (...drafts: EventDraft[]) => store.db.transaction((tx) => announce(tx, ...drafts)),
    async endpoint(url: string, rest: object = {}) {
      const input = { name: 'OA', url, events: ['user.*'], ...rest }
      const { endpoint, secret } = await engine.service.createEndpoint(input, system)
      // A key pair has none that is shown.
      return { endpoint, secret: secret ?? '' }
    },
    /** Waits until nothing is held, pending or leased. */
    settled: () =>
      until('nothing is open', async () => {
        // In the order in which an event goes through them.
        const unnumbered = await store.db.reader('outbox').first('seq')
        const head = await store.db.reader('log_head').first('position')
        const cursor = await store.db.reader('subscriber_cursors').first('position')
        if (unnumbered || cursor?.position !== head?.position) return false
        const open = await store.db
          .reader('webhooks_deliveries')
          .whereIn('state', ['held', 'pending', 'leased'])
          .first('id')
        return open === undefined
      }),
    /** Waits until so many attempts are recorded; only then does moving the clock make what failed due. */
    attempted: (count: number) =>
      until(`${count} attempts are recorded`, async () => {
        const row = await store.db.reader('webhooks_attempts').count({ count: '*' }).first()
        return Number(row?.count) >= count
      }),
    async close() {
      await running?.stop()
      await store.close()
    },
  }
}
export type RunningEngine = Awaited<ReturnType<typeof openEngine>>

export function person(id: string): PublicUser {
  return publicUserSchema.parse({
    id,
    username: id,
    email: `${id}@example.org`,
    emailVerified: true,
    phone: null,
    name: id,
    givenName: null,
    familyName: null,
    locale: null,
    zoneinfo: null,
    externalId: null,
    status: 'active',
    mfaEnabled: false,
    customFields: {},
    loginsCount: 0,
    lastLoginAt: null,
    createdAt: '2026-11-23T10:00:00.000Z',
    updatedAt: '2026-11-23T10:00:00.000Z',
  })
}
export const registered = (id: string): EventDraft =>
  userEvent('user.registered', person(id), { method: 'self' }, system)
export const deleted = (id: string): EventDraft =>
  userEvent('user.deleted', person(id), { by: 'operator' }, { ...system, ip: '203.0.113.9' })
export const renamed = (id: string, to: string): EventDraft =>
  userEvent('user.updated', person(id), { changes: { name: { from: id, to } } }, system)
