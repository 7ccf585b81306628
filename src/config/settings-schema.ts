import { z } from 'zod'
import { setting } from '../domain/settings.ts'
import { isHttpAddress, isRangeAddress, namesProxies } from './address-forms.ts'

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
