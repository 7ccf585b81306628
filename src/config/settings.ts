import { isIP } from 'node:net'
import { z } from 'zod'
import { SettingsError } from '../domain/errors.ts'
import type { SessionLives } from '../domain/session.ts'
import { parseSettings, setting } from '../domain/settings.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const { text, list, integer } = setting

const address = text.refine(
  (value) => isHttpAddress(value),
  'must be an http(s) address without a path, such as https://id.example.org',
)

/** Every setting of the core by its name. docs/CONFIG.md is made from the names and descriptions. */
export const settingsSchema = z.object({
  NODE_ENV: text
    .default('development')
    .describe('`production` switches production mode on, as does a `GATEPOST_URL` that is not loopback.'),
  GATEPOST_HOST: text.default('127.0.0.1').describe('The address to listen on.'),
  PORT: integer(0, 65535).default(3000).describe('The port to listen on.'),
  GATEPOST_URL: address
    .optional()
    .describe(
      'The address people use; the only source of links, cookie security and redirect checks. `http://localhost:<PORT>` unless set.',
    ),
  GATEPOST_DATA: text.default('./data').describe('The folder of the SQLite database and the key file.'),
  DATABASE_URL: text
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional()
    .describe(
      'A PostgreSQL address; SQLite in `GATEPOST_DATA` unless set. Secret: `DATABASE_URL_FILE` names a file instead.',
    ),
  DATABASE_DIRECT_URL: text
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional()
    .describe(
      'Where `DATABASE_URL` leads to a pooler: the address of PostgreSQL itself, for migrations and for the one connection of each process that listens. Secret: `DATABASE_DIRECT_URL_FILE` names a file instead.',
    ),
  DATABASE_POOL: integer(2, 500)
    .default(10)
    .describe(
      'Connections of this process to PostgreSQL for transactions at most; half as many more read, and one listens.',
    ),
  GATEPOST_MASTER_KEY: text
    .refine(
      (value) => Buffer.from(value, 'base64').length === 32,
      'must be 32 bytes in base64; `openssl rand -base64 32` makes one',
    )
    .optional()
    .describe(
      '32 bytes as base64 that seal secrets in the database; needed with several nodes. A key file is made in `GATEPOST_DATA` unless set. Secret: `GATEPOST_MASTER_KEY_FILE` names a file instead.',
    ),
  GATEPOST_TRUST_PROXY: list
    .refine(namesProxies, 'must be a number of hops, or CIDRs such as 10.0.0.0/8')
    .optional()
    .describe(
      'How the client’s address is found behind proxies: a number of hops, or CIDRs of the proxies. Nothing is trusted unless set.',
    ),
  GATEPOST_ROLES: list
    .pipe(z.array(z.enum(['web', 'worker'], 'must be web, worker or both')).min(1, 'must name a role'))
    .default(['web', 'worker'])
    .describe('What this process does: `web` answers requests, `worker` sends events and mails.'),
  GATEPOST_GRACE: integer(1, 600)
    .default(10)
    .describe('Seconds that requests and deliveries under way may take to end once the process is to stop.'),
  GATEPOST_PASSWORD_MIN: integer(8, 64).default(12).describe('The shortest password, in characters.'),
  GATEPOST_DELETION_GRACE: integer(1, 365)
    .default(14)
    .describe(
      'Days from the moment in which somebody deletes their account until it is gone; signing in calls it off.',
    ),
  GATEPOST_SESSION_IDLE_HOURS: integer(1, 720)
    .default(12)
    .describe('Hours after which a session ends that nobody uses.'),
  GATEPOST_SESSION_MAX_HOURS: integer(1, 720)
    .default(24)
    .describe('Hours after which a session ends however much it is used.'),
  GATEPOST_REMEMBERED_IDLE_DAYS: integer(1, 365)
    .default(14)
    .describe('Days without use for a browser whose person ticked “Stay signed in”.'),
  GATEPOST_REMEMBERED_MAX_DAYS: integer(1, 365)
    .default(30)
    .describe(
      'Days at most for such a browser. All four count from the next use of a session that has begun already.',
    ),
  GATEPOST_BREACH_RANGE: text
    .refine(
      isRangeAddress,
      'must be an https address that ends in /, such as https://api.pwnedpasswords.com/range/',
    )
    .optional()
    .describe(
      'Where new passwords are looked up among stolen ones: an https address (on loopback http as well) that takes the first five hex digits of the SHA-1 after it, such as `https://api.pwnedpasswords.com/range/`. Nothing is asked unless set; where no answer comes within a second, the password is taken.',
    ),
  GATEPOST_OPERATOR_EMAIL: z
    .email('must be an e-mail address')
    .optional()
    .describe(
      'With `GATEPOST_OPERATOR_PASSWORD`: makes the first operator unattended; an existing one is never reset.',
    ),
  GATEPOST_OPERATOR_PASSWORD: z
    .string()
    .optional()
    .describe(
      'See `GATEPOST_OPERATOR_EMAIL`. Secret: `GATEPOST_OPERATOR_PASSWORD_FILE` names a file instead.',
    ),
  SMTP_URL: text
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional()
    .describe(
      'The mail server. Without it mails land in the mailbox page (never in production mode). Secret: `SMTP_URL_FILE` names a file instead.',
    ),
  GATEPOST_MAIL_FROM: text.optional().describe('The sender of mails, such as `Example <id@example.org>`.'),
  GATEPOST_METRICS_TOKEN: text
    .min(16, 'must have 16 characters or more')
    .optional()
    .describe(
      'Opens `/metrics` as a bearer token; without it only direct requests from this machine are answered. Secret: `GATEPOST_METRICS_TOKEN_FILE` names a file instead.',
    ),
  GATEPOST_LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      'must be fatal, error, warn, info, debug or silent',
    )
    .optional()
    .describe('The least important line that the process log shows: `info` in production mode, else `warn`.'),
  GATEPOST_LIMITS_SCALE: integer(1, 100_000)
    .default(1)
    .describe(
      'Multiplies the limits on sign-in, registration and mails, for many people behind one address.',
    ),
  GATEPOST_API_LIMIT: integer(1, 10_000_000)
    .default(60_000)
    .describe('Requests that one API key may make within a minute, over all nodes.'),
})

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

function isHttpAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  const plain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return plain && (url.protocol === 'https:' || url.protocol === 'http:')
}

function isRangeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, pathname, search, hash } = new URL(value)
  const safe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
  return safe && pathname.endsWith('/') && search === '' && hash === ''
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

function isHops(text: string): boolean {
  return /^\d{1,2}$/.test(text)
}

/** One number of hops, or addresses and networks only; a network of 0 bits would trust everybody. */
function namesProxies(parts: readonly string[]): boolean {
  return (parts.length === 1 && parts.every(isHops)) || parts.every(isNetwork)
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '1', ...more] = text.split('/')
  const family = /^[0-9a-f.:]+$/i.test(address) ? isIP(address) : 0
  const most = family === 4 ? 32 : 128
  return (
    family !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most
  )
}
