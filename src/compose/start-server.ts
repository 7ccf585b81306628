import { createRequire } from 'node:module'
import type { Express } from 'express'
import { collectDefaultMetrics } from 'prom-client'
import type { Config } from '../config/settings.ts'
import { Refusal, SettingsError } from '../domain/errors.ts'
import type { JobState } from '../domain/plugin-report.ts'
import type { Env, Job } from '../hooks/contract.ts'
import { createDispatch } from '../hooks/dispatch.ts'
import { eraseGoneUsers } from '../hooks/erasure.ts'
import { type RunningJobs, startJobs } from '../hooks/jobs.ts'
import { removeOldEvents } from '../hooks/retention.ts'
import { createApp } from '../http/app.ts'
import { createNudge, type Nudge } from '../lib/nudge.ts'
import { sendMailsJob } from '../mail/send-mails.ts'
import { smtpTransport } from '../mail/transport.ts'
import { createGuessCounts } from '../stores/guess-counts.ts'
import { createIdempotentCalls } from '../stores/idempotent-calls.ts'
import { createRateLimits, type RateLimits } from '../stores/rate-limits.ts'
import { type BrowserSessions, createBrowserSessions } from '../stores/session-store.ts'
import { deleteDueUsers } from '../usecases/delete-due-users.ts'
import { ensureOperator } from '../usecases/ensure-operator.ts'
import { makeSetupLink } from '../usecases/make-setup-link.ts'
import { RULES_ALONE } from '../usecases/password-judge.ts'
import { sweepExpired } from '../usecases/sweep-expired.ts'
import { coreBanners } from './banners.ts'
import { importJob } from './import-job.ts'
import { closeServer, listen } from './listen.ts'
import { lockDataFolder } from './lock-data-folder.ts'
import { type Installed, openInstallation, readAllSettings } from './open-installation.ts'
import { pluginCare } from './plugin-care.ts'
import { readiness } from './readiness.ts'
import { sweepJob } from './sweep-job.ts'

const packageInfo: { version: string } = createRequire(import.meta.url)('#package')

/** A running server. `stop` ends it within its grace; nothing acknowledged is lost however it ends. */
export interface RunningServer {
  readonly config: Config
  /** The port it listens on; undefined for a process that only works. */
  readonly port: number | undefined
  /** Opens the page that makes the first operator, while there is none. */
  readonly setupLink: string | undefined
  stop(): Promise<void>
}

/** Starts in the order in which parts need each other, and ends in the opposite one, also when a start fails midway. */
export async function startServer(env: Env): Promise<RunningServer> {
  const settings = readAllSettings(env)
  const { config } = settings
  const endings: (() => Promise<unknown>)[] = []
  const stopping = new AbortController()
  const moved = createNudge()
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end()
  }
  try {
    if (!config.databaseUrl) endings.push(await lockDataFolder(config.dataFolder))
    const installed = await openInstallation(settings)
    endings.push(installed.close)
    // Pages and jobs end side by side, so that both have the whole grace; no new request is taken from then on.
    const traffic: (() => Promise<unknown>)[] = []
    endings.push(() => Promise.all(traffic.map((end) => end())))
    if (config.operator) await makeFirstOperator(installed, config.operator)
    const stores = {
      sessions: createBrowserSessions(installed.db, installed.deps.clock, config.sessionLives.usual.idleMs),
      limits: createRateLimits(installed.db, installed.deps.clock),
      guesses: createGuessCounts(installed.db, installed.deps.clock),
      calls: createIdempotentCalls(installed.db, installed.deps.keyring, installed.deps.clock),
    }
    if (installed.db.dialect.singleServer) await stores.calls.freeLeases()
    installed.wakes.connect((error) =>
      installed.log.warn({ err: error }, 'other nodes are not heard at the moment; polling goes on'),
    )
    let port: number | undefined
    let setupLink: string | undefined
    let jobs: RunningJobs | undefined
    if (config.roles.includes('web')) {
      const around = { moved, stopping: stopping.signal }
      const app = webApp(installed, stores, around, () => jobs?.states() ?? [])
      const server = await listen(app, config)
      traffic.push(() => closeServer(server, config.graceMs))
      const address = server.address()
      port = typeof address === 'object' ? address?.port : undefined
      const setup = await makeSetupLink(installed.deps)
      setupLink = setup && `${config.url}/setup?token=${setup.token}`
    }
    if (config.roles.includes('worker')) {
      jobs = startJobs(workerJobs(installed, stores, moved), installed.log)
      traffic.push(jobs.stop)
    }
    return {
      config,
      port,
      setupLink,
      stop: async () => {
        stopping.abort()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The operator of the settings; what is wrong with one is told by the setting's name. */
async function makeFirstOperator(
  { deps }: Installed,
  operator: { readonly email: string; readonly password: string },
): Promise<void> {
  try {
    // A start does not hang on an estimate, nor on a list elsewhere.
    await ensureOperator({ ...deps, judge: RULES_ALONE }, operator)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const faults = Object.entries(error.fields).map(
      ([field, fault]) => `GATEPOST_OPERATOR_${field.toUpperCase()} cannot be used: ${fault}`,
    )
    throw new SettingsError(
      faults.length > 0 ? faults : [`GATEPOST_OPERATOR_EMAIL cannot be used: ${error.message}`],
    )
  }
}

interface Stores {
  readonly sessions: BrowserSessions
  readonly limits: RateLimits
  readonly guesses: ReturnType<typeof createGuessCounts>
  readonly calls: ReturnType<typeof createIdempotentCalls>
}

/** What pages and API hear of the process around them. */
interface Around {
  /** Nudged when this node gave events their positions. */
  readonly moved: Nudge
  /** Aborts when the process ends. */
  readonly stopping: AbortSignal
}

function webApp(
  installed: Installed,
  { sessions, limits, guesses, calls }: Stores,
  { moved, stopping }: Around,
  jobs: () => readonly JobState[],
): Express {
  const { config, db, deps, log, parts, metrics } = installed
  collectDefaultMetrics({ register: metrics })
  const watched = {
    ...{ db, clock: deps.clock, wallClock: Date.now, production: config.production },
    dataFolder: config.dataFolder,
    smtpConfigured: config.smtpUrl !== undefined,
    subscribers: parts.subscribers.map(({ name }) => name),
  }
  return createApp({
    deps,
    settings: {
      url: config.url,
      version: packageInfo.version,
      trustProxy: config.trustProxy,
      smtpConfigured: config.smtpUrl !== undefined,
      metricsToken: config.metricsToken,
      limitsScale: config.limitsScale,
      apiLimit: config.apiLimit,
    },
    log,
    sessions: sessions.store,
    limits,
    guesses,
    calls,
    events: () => parts.catalogue,
    mounts: parts.mounts,
    rawMounts: parts.rawMounts,
    api: parts.api,
    documents: parts.documents,
    plugins: pluginCare(installed, jobs),
    environment: installed.environment,
    eventPages: parts.eventPages,
    menu: parts.menu,
    banners: async () => [...(await parts.banners()), ...(await coreBanners(watched))],
    overview: parts.overview,
    live: parts.live,
    stopping,
    moved,
    readiness: () => readiness({ db, clock: deps.clock }, () => stopping.aborted),
    metrics,
  })
}

function workerJobs(installed: Installed, { sessions, limits, guesses, calls }: Stores, moved: Nudge): Job[] {
  const { config, db, deps, log, parts, woken } = installed
  const { clock, keyring } = deps
  const { hostname } = new URL(config.url)
  const kept = { db, clock, log, subscribers: parts.subscribers }
  return [
    ...createDispatch({
      db,
      clock,
      log,
      committed: woken.log,
      here: woken.here,
      moved,
      subscribers: parts.subscribers,
    }),
    sendMailsJob({
      db,
      clock,
      keyring,
      log,
      url: config.url,
      committed: woken.mails,
      transport: config.smtpUrl ? smtpTransport(config.smtpUrl, config.mailFrom, hostname) : undefined,
    }),
    sweepJob(
      [
        () => sweepExpired(deps),
        () => deleteDueUsers(deps),
        sessions.sweep,
        limits.sweep,
        guesses.sweep,
        calls.sweep,
        () => removeOldEvents(kept),
        () => eraseGoneUsers(kept),
      ],
      log,
    ),
    importJob(deps),
    ...parts.jobs,
  ]
}
