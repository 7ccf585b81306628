import { createHash } from 'node:crypto'
import type { Express } from 'express'
import { type Logger, pino } from 'pino'
import { Registry } from 'prom-client'
import type { OpenDatabase } from '../../src/db/connect.ts'
import { Refusal } from '../../src/domain/errors.ts'
import { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'
import type { SessionLives } from '../../src/domain/session.ts'
import { createAnnounce } from '../../src/hooks/announce.ts'
import { createApp } from '../../src/http/app.ts'
import type { AppParts, HttpSettings } from '../../src/http/parts.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { idMaker } from '../../src/lib/ids.ts'
import { createKeyring } from '../../src/lib/secrets.ts'
import { createGuessCounts } from '../../src/stores/guess-counts.ts'
import { createIdempotentCalls } from '../../src/stores/idempotent-calls.ts'
import { createRateLimits } from '../../src/stores/rate-limits.ts'
import { createBrowserSessions } from '../../src/stores/session-store.ts'
import type { Deps } from '../../src/usecases/deps.ts'
import type { PasswordHasher } from '../../src/usecases/password-hasher.ts'
import { type PasswordJudge, RULES_ALONE } from '../../src/usecases/password-judge.ts'
import { type MovedClock, movedClock } from './clock.ts'
import { openTestDatabase } from './database.ts'
import { SESSION_LIVES } from './deps.ts'
import { watchAnswers } from './watch-answers.ts'

/** A hasher that costs nothing; what matters about argon2 is tested with argon2. */
export const cheapHasher: PasswordHasher = {
  hash: async (password) => createHash('sha256').update(password.normalize('NFC')).digest('hex'),
  verify: async (hash, password) => hash === (await cheapHasher.hash(password)),
  outdated: () => false,
  faultOf: () => undefined,
}

export interface TestApp {
  readonly app: Express
  readonly parts: AppParts
  readonly deps: Deps
  readonly db: OpenDatabase
  readonly clock: MovedClock
  /** Another app on the same database, as after a restart. */
  again(): Express
  /** Fails where an answer of the API was not as its document describes it. */
  close(): Promise<void>
}

export interface TestAppOptions {
  readonly settings?: Partial<HttpSettings>
  readonly production?: boolean
  readonly sessionLives?: SessionLives
  readonly hasher?: PasswordHasher
  readonly judge?: PasswordJudge
  readonly log?: Logger
  readonly parts?: Partial<AppParts>
}

/** The whole HTTP side over a real SQLite database in a folder of its own, with a clock that is moved by hand. */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { db, close } = await openTestDatabase()
  const clock = movedClock()
  const deps = depsOf(db, clock, options)
  const parts = (): AppParts => ({
    deps,
    settings: {
      url: 'http://localhost:3000',
      version: '0.0.0',
      trustProxy: false,
      smtpConfigured: false,
      limitsScale: 1,
      apiLimit: 60_000,
      ...options.settings,
    },
    log: options.log ?? pino({ level: 'silent' }),
    sessions: createBrowserSessions(db, clock, deps.rules.sessionLives.usual.idleMs).store,
    limits: createRateLimits(db, clock),
    guesses: createGuessCounts(db, clock),
    calls: createIdempotentCalls(db, deps.keyring, clock),
    events: () => CORE_EVENTS,
    mounts: [],
    api: [],
    plugins: { report: async () => [], retryParked: () => Promise.reject(new Refusal('not_found')) },
    menu: [],
    banners: async () => [],
    overview: async () => [],
    live: new Map(),
    readiness: async () => [{ name: 'database', ok: true }],
    metrics: new Registry(),
    ...options.parts,
  })
  const first = parts()
  const app = createApp(first)
  const describedAll = watchAnswers(app)
  const closeAll = async () => {
    try {
      await describedAll()
    } finally {
      await close()
    }
  }
  return { app, parts: first, deps, db, clock, again: () => createApp(parts()), close: closeAll }
}

function depsOf(db: OpenDatabase, clock: Clock, options: TestAppOptions): Deps {
  const id = idMaker(clock.now)
  return {
    transaction: db.transaction,
    reader: db.reader,
    locks: db.dialect,
    announce: createAnnounce({
      dialect: db.dialect,
      catalogue: () => CORE_EVENTS,
      clock,
      id,
      committed: () => {},
    }),
    before: async () => {},
    clock,
    id,
    keyring: createKeyring(Buffer.alloc(32, 7)),
    hasher: options.hasher ?? cheapHasher,
    judge: options.judge ?? RULES_ALONE,
    rules: {
      passwordMin: 12,
      issuer: 'Gatepost',
      production: options.production ?? false,
      deletionGraceMs: 14 * 86_400_000,
      sessionLives: options.sessionLives ?? SESSION_LIVES,
    },
  }
}
