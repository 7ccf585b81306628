import { join } from 'node:path'
import type { Express } from 'express'
import { type Logger, pino } from 'pino'
import { createKey, startServer } from '../../src/compose/index.ts'
import { openInstallation, readAllSettings } from '../../src/compose/open-installation.ts'
import { pluginCare } from '../../src/compose/plugin-care.ts'
import { createApp } from '../../src/http/app.ts'
import { createGuessCounts } from '../../src/stores/guess-counts.ts'
import { createIdempotentCalls } from '../../src/stores/idempotent-calls.ts'
import { createRateLimits } from '../../src/stores/rate-limits.ts'
import { createBrowserSessions } from '../../src/stores/session-store.ts'
import type { Deps } from '../../src/usecases/deps.ts'
import { RULES_ALONE } from '../../src/usecases/password-judge.ts'
import { apiOf } from './api.ts'
import { cheapHasher } from './app.ts'
import { databaseSettings } from './database.ts'
import { startReceiver } from './receiver.ts'
import { type ListedRoute, listRoutes } from './routes.ts'
import type { Scope } from './scope.ts'
import { temporaryFolder } from './temp.ts'
import { until } from './wait.ts'

/** The pages and the API of a whole installation, plugins included, with rows in every list and nothing running beside. */
export interface WholeApp {
  readonly app: Express
  readonly deps: Deps
  readonly routes: readonly ListedRoute[]
  /** An API key with every scope. */
  readonly key: string
  /** Ids that exist, of every kind that an address may name. */
  readonly ids: readonly string[]
}

/** Opens it; hashing costs nothing there and no limit is reached. */
export async function openWholeApp(scope: Scope, log: Logger = pino({ level: 'silent' })): Promise<WholeApp> {
  const env = {
    NODE_ENV: 'test',
    GATEPOST_DATA: join(temporaryFolder(scope), 'data'),
    PORT: '0',
    GATEPOST_URL: 'http://localhost:3000',
    GATEPOST_WEBHOOK_ALLOW: '127.0.0.1',
    GATEPOST_LOG_LEVEL: 'fatal',
    ...(await databaseSettings()),
  }
  const { secret: key } = await createKey(env, { name: 'test' })
  const ids = await fill(env, key)

  const { config, db, deps: given, parts, metrics, close } = await openInstallation(readAllSettings(env))
  scope.after(close)
  const deps = { ...given, hasher: cheapHasher, judge: RULES_ALONE }
  const app = createApp({
    deps,
    settings: {
      url: config.url,
      version: '0.0.0',
      trustProxy: false,
      smtpConfigured: false,
      limitsScale: 1_000_000,
      apiLimit: 10_000_000,
    },
    log,
    sessions: createBrowserSessions(db, deps.clock, deps.rules.sessionLives.usual.idleMs).store,
    limits: createRateLimits(db, deps.clock),
    guesses: createGuessCounts(db, deps.clock),
    calls: createIdempotentCalls(db, deps.keyring, deps.clock),
    events: () => parts.catalogue,
    mounts: parts.mounts,
    rawMounts: parts.rawMounts,
    api: parts.api,
    documents: parts.documents,
    plugins: pluginCare({ db, deps, log, parts }, () => []),
    eventPages: parts.eventPages,
    menu: parts.menu,
    banners: parts.banners,
    overview: parts.overview,
    live: parts.live,
    readiness: async () => [{ name: 'database', ok: true }],
    metrics,
  })
  const routes = listRoutes(
    app,
    [...parts.mounts, ...parts.rawMounts].map(({ path }) => path),
  )
  return { app, deps, routes, key, ids }
}

/** Lets a running server make users, a webhook, events and deliveries; answers their ids. */
async function fill(env: Record<string, string>, key: string): Promise<string[]> {
  const [server, receiver] = await Promise.all([startServer(env), startReceiver()])
  try {
    const api = apiOf(`http://127.0.0.1:${server.port}`, key)
    await api.createWebhook({ name: 'OA', url: receiver.url, events: ['*'] })
    for (const username of ['bob', 'cyd']) await api.call('POST', '/users', { username })
    await until('deliveries are listed', async () => (await api.list('/deliveries')).length >= 2 || undefined)
    const lists = ['/users', '/webhooks', '/deliveries'].map((path) => api.list(path))
    const rows = [...(await Promise.all(lists)).flat(), ...(await api.list('/events'))]
    return [...new Set(JSON.stringify(rows).match(/\b(?:usr|ep|dlv|evt)_[0-9a-z]+/gi) ?? [])]
  } finally {
    await server.stop()
    await receiver.stop()
  }
}
