import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { Registry } from 'prom-client'
import { plugins } from '../../plugins/index.ts'
import { effectiveSettings } from '../config/effective-settings.ts'
import { loadKeyFile, prepareDataFolder } from '../config/master-key.ts'
import { readSecretFiles } from '../config/secret-files.ts'
import { type Config, readConfig } from '../config/settings.ts'
import { settingsSchema } from '../config/settings-schema.ts'
import { type Location, type OpenDatabase, openDatabase } from '../db/connect.ts'
import { coreSchema, migrateAlone } from '../db/migrate.ts'
import { sharedClock } from '../db/shared-clock.ts'
import { createWakes, type Wakes } from '../db/wakes.ts'
import { SettingsError } from '../domain/errors.ts'
import { CORE_EVENTS } from '../domain/event-catalogue.ts'
import type { EffectiveSetting } from '../domain/settings.ts'
import { createArgon2Hasher } from '../hashing/argon2.ts'
import { createAnnounce } from '../hooks/announce.ts'
import type { Env } from '../hooks/contract.ts'
import { type Installation, installPlugins, readPluginSettings } from '../hooks/host.ts'
import { createMailOperators } from '../hooks/mail-operators.ts'
import { createMetrics } from '../hooks/metrics.ts'
import { createPipeline } from '../hooks/pipeline.ts'
import { createHostUsers } from '../hooks/users.ts'
import { watchSubscribers } from '../hooks/watch-subscribers.ts'
import { createConsoleKit } from '../http/console-kit.tsx'
import { requestKit } from '../http/request-kit.ts'
import { idMaker } from '../lib/ids.ts'
import { processClock } from '../lib/moved-clock.ts'
import { createNudge, type Nudge } from '../lib/nudge.ts'
import { createKeyring } from '../lib/secrets.ts'
import { createBreachCheck } from '../passwords/check-breaches.ts'
import { createStrengthEstimates } from '../passwords/estimate-strength.ts'
import { authenticateAccessKey } from '../usecases/authenticate-access-key.ts'
import type { Deps } from '../usecases/deps.ts'
import { checkMasterKey } from './check-master-key.ts'

/** An opened installation without any traffic: what the command line works on and the server is built from. */
export interface Installed {
  readonly config: Config
  readonly db: OpenDatabase
  readonly deps: Deps
  readonly log: Logger
  readonly parts: Installation
  readonly metrics: Registry
  /** Woken after each commit that announced something. */
  readonly woken: { readonly log: Nudge; readonly here: Nudge | undefined; readonly mails: Nudge }
  /** Not connected to other nodes yet. */
  readonly wakes: Wakes
  /** For the console: the settings in force, without secrets. */
  readonly environment: readonly EffectiveSetting[]
  close(): Promise<void>
}

export interface Settings {
  readonly config: Config
  /** By the plugin's id. */
  readonly pluginSettings: ReadonlyMap<string, unknown>
  /** The environment they were read from. */
  readonly env: Env
}

/** Every setting of the core and of the plugins; throws one `SettingsError` with the faults of them all. */
export function readAllSettings(env: Env): Settings {
  const faults: string[] = []
  const collect = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error
      faults.push(...error.faults)
      return undefined
    }
  }
  const full = collect(() => readSecretFiles(env)) ?? env
  const config = collect(() => readConfig(full))
  const pluginSettings = collect(() => readPluginSettings(plugins, full))
  if (!config || !pluginSettings) throw new SettingsError(faults)
  return { config, pluginSettings, env: full }
}

/** Every setting as it is in force, the core's and the plugins'; no secret is among them. */
export function environmentOf({ config, env }: Settings): readonly EffectiveSetting[] {
  const derived = {
    GATEPOST_URL: config.url,
    GATEPOST_LOG_LEVEL: config.logLevel,
    GATEPOST_MAIL_FROM: config.mailFrom,
  }
  return [
    ...effectiveSettings(settingsSchema, env, derived),
    ...plugins.flatMap(({ settings }) => (settings ? effectiveSettings(settings, env) : [])),
  ]
}

/** Where the settings say that the data lives. */
export function locationOf(config: Config): Location {
  const { databaseUrl: url, databaseDirectUrl: directUrl, databasePool: poolSize } = config
  return url ? { url, directUrl, poolSize } : { file: join(config.dataFolder, 'gatepost.sqlite') }
}

/** Opens the installation that the settings describe, with its database migrated. Throws a StartError. */
export async function openInstallation({ config, pluginSettings, env }: Settings): Promise<Installed> {
  const log = pino({
    level: config.logLevel,
    base: undefined,
    // PostgreSQL tells the offending value, an address for instance; a statement's values may be worse.
    redact: { paths: ['err.detail', 'err.where', 'err.parameters', 'err.bindings'], remove: true },
  })
  prepareDataFolder(config.dataFolder)
  const keyring = createKeyring(config.masterKey ?? loadKeyFile(config.dataFolder))
  const location = locationOf(config)
  const db = openDatabase(location)
  try {
    const schemas = plugins.map(({ id, migrations }) => ({ owner: id, migrations: migrations ?? [] }))
    const lock = config.databaseUrl ? undefined : join(config.dataFolder, 'migrate.lock')
    await migrateAlone(db, lock, [coreSchema, ...schemas])

    const time = await sharedClock(db)
    const clock = processClock(env, time.clock)
    await checkMasterKey(db, keyring, clock)
    const wakes = createWakes(location)
    const id = idMaker(clock.now)
    const events = wakes.topic('core')
    const { oneWriter } = db.dialect
    // Where transactions take turns there is one process, and its log is woken before the commit.
    const woken = { log: createNudge(), here: oneWriter ? undefined : createNudge(), mails: createNudge() }
    if (!oneWriter) events.onWake(woken.log.nudge)
    events.onWake(woken.mails.nudge)
    const metrics = new Registry()
    watchSubscribers(createMetrics(metrics, 'core'), db.reader)
    const announce = createAnnounce({
      dialect: db.dialect,
      catalogue: () => parts.catalogue,
      clock,
      id,
      announced: oneWriter ? woken.log.nudge : undefined,
      committed() {
        woken.here?.nudge()
        events.wake()
      },
    })
    const parts = installPlugins(plugins, pluginSettings, CORE_EVENTS, (plugin) => ({
      db,
      log: log.child({ plugin }),
      clock,
      id,
      keyring,
      metrics: createMetrics(metrics, plugin),
      url: config.url,
      production: config.production,
      announce,
      users: createHostUsers({ db, catalogue: () => parts.catalogue, clock, id, announce }),
      ...wakes.topic(plugin),
      graceMs: config.graceMs,
      mailOperators: createMailOperators({ clock, id }),
      console: createConsoleKit(plugin),
      requests: requestKit,
      accessKey: (keyId, fits) => authenticateAccessKey(deps, keyId, fits),
    }))
    const strengths = createStrengthEstimates()
    const deps: Deps = {
      transaction: db.transaction,
      reader: db.reader,
      locks: db.dialect,
      announce,
      before: createPipeline(parts.hooks, log),
      clock,
      id,
      keyring,
      hasher: createArgon2Hasher(),
      judge: { strength: strengths.estimate, breached: createBreachCheck(config.breachRange, log) },
      rules: {
        passwordMin: config.passwordMin,
        issuer: new URL(config.url).host,
        production: config.production,
        deletionGraceMs: config.deletionGraceMs,
        sessionLives: config.sessionLives,
      },
    }
    const close = async () => {
      time.stop()
      await strengths.close()
      await wakes.close()
      await db.close()
    }
    const environment = environmentOf({ config, pluginSettings, env })
    return { environment, config, db, deps, log, parts, metrics, woken, wakes, close }
  } catch (error) {
    await db.close()
    throw error
  }
}
