import type { z } from 'zod'
import { SettingsError } from '../domain/errors.ts'
import type { SessionLives } from '../domain/session.ts'
import { parseSettings } from '../domain/settings.ts'
import { isHops, isHttpAddress, isLoopback } from './address-forms.ts'
import { settingsSchema } from './settings-schema.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface Config {
  readonly host: string
  readonly port: number
  readonly url: string
  readonly production: boolean
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
  readonly databaseDirectUrl: string | undefined
  readonly databasePool: number
  readonly graceMs: number
  readonly masterKey: Buffer | undefined
  readonly trustProxy: number | readonly string[] | false
  readonly roles: readonly ('web' | 'worker')[]
  readonly passwordMin: number
  /** Where a breached-password list answers by range; undefined asks nobody. */
  readonly breachRange: string | undefined
  readonly deletionGraceMs: number
  readonly sessionLives: SessionLives
  readonly operator: { readonly email: string; readonly password: string } | undefined
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  readonly metricsToken: string | undefined
  readonly logLevel: string
  readonly limitsScale: number
  readonly apiLimit: number
}

/**
 * Reads the core's settings, once. Throws a `SettingsError` that lists every fault by the setting's name;
 * `env` must have its `NAME_FILE` entries read already (`readSecretFiles`).
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const settings = parseTogether(env)
  const url = (settings.GATEPOST_URL ?? `http://localhost:${settings.PORT}`).replace(/\/$/, '')
  const production = settings.NODE_ENV === 'production' || !isLoopback(new URL(url).hostname)
  const masterKey = settings.GATEPOST_MASTER_KEY && Buffer.from(settings.GATEPOST_MASTER_KEY, 'base64')
  const [hops = '', ...more] = settings.GATEPOST_TRUST_PROXY ?? []
  const trustProxy = isHops(hops) && more.length === 0 ? Number(hops) : settings.GATEPOST_TRUST_PROXY
  return Object.freeze({
    host: settings.GATEPOST_HOST,
    port: settings.PORT,
    url,
    production,
    dataFolder: settings.GATEPOST_DATA,
    databaseUrl: settings.DATABASE_URL,
    databaseDirectUrl: settings.DATABASE_DIRECT_URL,
    databasePool: settings.DATABASE_POOL,
    graceMs: settings.GATEPOST_GRACE * 1000,
    masterKey: masterKey || undefined,
    trustProxy: trustProxy ?? false,
    roles: settings.GATEPOST_ROLES,
    passwordMin: settings.GATEPOST_PASSWORD_MIN,
    breachRange: settings.GATEPOST_BREACH_RANGE,
    deletionGraceMs: settings.GATEPOST_DELETION_GRACE * DAY_MS,
    sessionLives: {
      usual: {
        idleMs: settings.GATEPOST_SESSION_IDLE_HOURS * HOUR_MS,
        longestMs: settings.GATEPOST_SESSION_MAX_HOURS * HOUR_MS,
      },
      remembered: {
        idleMs: settings.GATEPOST_REMEMBERED_IDLE_DAYS * DAY_MS,
        longestMs: settings.GATEPOST_REMEMBERED_MAX_DAYS * DAY_MS,
      },
    },
    operator:
      settings.GATEPOST_OPERATOR_EMAIL && settings.GATEPOST_OPERATOR_PASSWORD
        ? { email: settings.GATEPOST_OPERATOR_EMAIL, password: settings.GATEPOST_OPERATOR_PASSWORD }
        : undefined,
    smtpUrl: settings.SMTP_URL,
    mailFrom: settings.GATEPOST_MAIL_FROM ?? `Gatepost <no-reply@${new URL(url).hostname}>`,
    metricsToken: settings.GATEPOST_METRICS_TOKEN,
    logLevel: settings.GATEPOST_LOG_LEVEL ?? (production ? 'info' : 'warn'),
    limitsScale: settings.GATEPOST_LIMITS_SCALE,
    apiLimit: settings.GATEPOST_API_LIMIT,
  })
}

/** Parses each setting, and looks at those that hang together also where another one cannot be parsed. */
function parseTogether(env: Readonly<Record<string, string | undefined>>): z.infer<typeof settingsSchema> {
  const faults = togetherFaults((name) => env[name]?.trim() || undefined)
  try {
    const settings = parseSettings(settingsSchema, env)
    if (faults.length === 0) return settings
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    faults.unshift(...error.faults)
  }
  throw new SettingsError(faults)
}

function togetherFaults(given: (name: keyof typeof settingsSchema.shape) => string | undefined): string[] {
  const faults: string[] = []
  const url = given('GATEPOST_URL') ?? 'http://localhost'
  const readable = isHttpAddress(url)
  const production = given('NODE_ENV') === 'production' || (readable && !isLoopback(new URL(url).hostname))
  if (production && readable && !url.startsWith('https://'))
    faults.push(
      'GATEPOST_URL must be set to an https address in production mode, such as https://id.example.org',
    )
  if (Boolean(given('GATEPOST_OPERATOR_EMAIL')) !== Boolean(given('GATEPOST_OPERATOR_PASSWORD')))
    faults.push('GATEPOST_OPERATOR_EMAIL and GATEPOST_OPERATOR_PASSWORD must be set together')
  if (given('DATABASE_DIRECT_URL') && !given('DATABASE_URL'))
    faults.push('DATABASE_DIRECT_URL is the way around the pooler of DATABASE_URL, which is not set')
  for (const [idle, most] of LIVES) {
    const [short, long] = [idle, most].map((name) => settingsSchema.shape[name].safeParse(given(name)))
    if (short?.success && long?.success && short.data > long.data)
      faults.push(`${idle} must be at most what ${most} says`)
  }
  return faults
}

/** Without use, and at most. */
const LIVES = [
  ['GATEPOST_SESSION_IDLE_HOURS', 'GATEPOST_SESSION_MAX_HOURS'],
  ['GATEPOST_REMEMBERED_IDLE_DAYS', 'GATEPOST_REMEMBERED_MAX_DAYS'],
] as const
