import { createRequire } from 'node:module'
import { join } from 'node:path'
import { collectDefaultMetrics } from 'prom-client'
import type { Config } from '../config/settings.ts'
import { lockFile } from '../db/file-lock.ts'
import { StartError } from '../domain/errors.ts'
import type { Env } from '../hooks/contract.ts'
import { createDispatch } from '../hooks/dispatch.ts'
import { startJobs } from '../hooks/jobs.ts'
import { createApp } from '../http/app.ts'
import { sendMailsJob } from '../mail/send-mails.ts'
import { smtpTransport } from '../mail/transport.ts'
import { createRateLimits } from '../stores/rate-limits.ts'
import { createBrowserSessions } from '../stores/session-store.ts'
import { ensureOperator } from '../usecases/ensure-operator.ts'
import { makeSetupLink } from '../usecases/make-setup-link.ts'
import { sweepExpired } from '../usecases/sweep-expired.ts'
import { closeServer, listen } from './listen.ts'
import { openInstallation } from './open-installation.ts'
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

export async function startServer(env: Env): Promise<RunningServer> {
  const installed = await openInstallation(env)
  const { config, db, deps, log, parts, woken } = installed
  const lock = config.databaseUrl ? undefined : await lockFile(join(config.dataFolder, 'server.lock'))
  try {
    if (!config.databaseUrl && !lock)
      throw new StartError(
        `Another Gatepost server is running on the data folder ${config.dataFolder}; end it, or set GATEPOST_DATA to another folder.`,
      )
    if (config.operator) await ensureOperator(deps, config.operator)
    const web = config.roles.includes('web')
    const setup = web ? await makeSetupLink(deps) : undefined
    const sessions = createBrowserSessions(db, deps.clock)
    const limits = createRateLimits(db, deps.clock)
    let stopping = false

    const jobs = config.roles.includes('worker')
      ? startJobs(
          [
            ...createDispatch({
              db,
              clock: deps.clock,
              log,
              committed: woken.log,
              subscribers: parts.subscribers,
            }),
            sendMailsJob({
              db,
              clock: deps.clock,
              keyring: deps.keyring,
              log,
              url: config.url,
              committed: woken.mails,
              transport: config.smtpUrl
                ? smtpTransport(config.smtpUrl, config.mailFrom, new URL(config.url).hostname)
                : undefined,
            }),
            sweepJob([() => sweepExpired(deps), sessions.sweep, limits.sweep], log),
            ...parts.jobs,
          ],
          log,
        )
      : undefined

    collectDefaultMetrics({ register: installed.metrics })
    const server = web
      ? await listen(
          createApp({
            deps,
            settings: {
              url: config.url,
              version: packageInfo.version,
              trustProxy: typeof config.trustProxy === 'object' ? [...config.trustProxy] : config.trustProxy,
              smtpConfigured: config.smtpUrl !== undefined,
              metricsToken: config.metricsToken,
              limitsScale: config.limitsScale,
            },
            log,
            sessions: sessions.store,
            limits,
            events: () => parts.catalogue,
            mounts: parts.mounts,
            api: parts.api,
            menu: parts.menu,
            banners: parts.banners,
            readiness: () => readiness({ db, clock: deps.clock }, () => stopping),
            metrics: installed.metrics,
          }),
          config,
        )
      : undefined
    const address = server?.address()

    return {
      config,
      port: typeof address === 'object' ? address?.port : undefined,
      setupLink: setup && `${config.url}/setup?token=${setup.token}`,
      async stop() {
        stopping = true
        await Promise.all([server && closeServer(server), jobs?.stop()])
        await installed.close()
        await lock?.release()
      },
    }
  } catch (error) {
    await installed.close()
    await lock?.release()
    throw error
  }
}
