import { randomBytes } from 'node:crypto'
import { readConfig } from '../../src/config/settings.ts'
import { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'
import { createAnnounce } from '../../src/hooks/announce.ts'
import type { Hook } from '../../src/hooks/contract.ts'
import { createPipeline } from '../../src/hooks/pipeline.ts'
import { idMaker } from '../../src/lib/ids.ts'
import { createKeyring } from '../../src/lib/secrets.ts'
import type { Deps } from '../../src/usecases/deps.ts'
import type { PasswordHasher } from '../../src/usecases/password-hasher.ts'
import { type PasswordJudge, RULES_ALONE } from '../../src/usecases/password-judge.ts'
import { type MovedClock, movedClock } from './clock.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { keptLog } from './log.ts'
import type { Scope } from './scope.ts'

/** The lives of sessions where nothing is set. */
export const SESSION_LIVES = readConfig({}).sessionLives

/** A hasher that costs nothing and counts; for the tests that are not about hashing. */
export interface CountingHasher extends PasswordHasher {
  readonly hashed: () => number
  readonly verified: () => number
}

export function countingHasher(): CountingHasher {
  let hashed = 0
  let verified = 0
  const form = (password: string) => `$cheap$${Buffer.from(password).toString('base64')}`
  return {
    hashed: () => hashed,
    verified: () => verified,
    async hash(password) {
      hashed += 1
      return form(password)
    },
    async verify(hash, password) {
      verified += 1
      return hash === form(password)
    },
    outdated: () => false,
    faultOf: () => undefined,
  }
}

export interface WrittenEvent {
  readonly type: string
  readonly subject: string | null
  readonly sequence: number | null
  readonly data: Readonly<Record<string, unknown>>
  readonly context: { readonly actor: { readonly type: string; readonly id?: string } }
}

/** Everything that use-cases are given, over a real database in a folder of its own. */
export interface TestDeps {
  readonly deps: Deps
  readonly clock: MovedClock
  readonly hasher: CountingHasher
  readonly database: TestDatabase
  /** Every event written, in order. */
  events(): Promise<WrittenEvent[]>
  /** The types of the events that `work` causes, in order. */
  typesOf(work: () => Promise<unknown>): Promise<string[]>
  /** How many statements `work` sends to the database. */
  statementsOf(work: () => Promise<unknown>): Promise<number>
  /** All rows of a table. */
  rows(table: string): Promise<Record<string, unknown>[]>
}

export interface TestDepsOptions {
  readonly hooks?: readonly Hook[]
  readonly hasher?: PasswordHasher
  readonly judge?: PasswordJudge
  readonly rules?: Partial<Deps['rules']>
  readonly database?: TestDatabase
}

/** Builds them; what was opened is closed with the scope. */
export async function makeDeps(scope: Scope, options: TestDepsOptions = {}): Promise<TestDeps> {
  const database = options.database ?? (await openTestDatabase())
  scope.after(() => database.close())
  const { db } = database
  const clock = movedClock()
  const hasher = countingHasher()
  // Ids made later sort later, also while the clock stands still.
  let made = clock.now()
  const id = idMaker(() => ++made)
  const deps: Deps = {
    transaction: (work) => db.transaction(work),
    reader: db.reader,
    locks: db.dialect,
    announce: createAnnounce({
      dialect: db.dialect,
      catalogue: () => CORE_EVENTS,
      clock,
      id,
      committed: () => {},
    }),
    before: createPipeline(options.hooks ?? [], keptLog()),
    clock,
    id,
    keyring: createKeyring(randomBytes(32)),
    hasher: options.hasher ?? hasher,
    judge: options.judge ?? RULES_ALONE,
    rules: {
      passwordMin: 12,
      issuer: 'Gatepost',
      production: false,
      deletionGraceMs: 14 * 86_400_000,
      sessionLives: SESSION_LIVES,
      ...options.rules,
    },
  }
  const events = async (): Promise<WrittenEvent[]> => {
    const rows = await db.reader('events').orderBy('seq').select('*')
    return rows.map((row) => ({
      type: row.type,
      subject: row.subject,
      sequence: row.sequence,
      data: JSON.parse(row.data),
      context: JSON.parse(row.context),
    }))
  }
  return {
    deps,
    clock,
    hasher,
    database,
    events,
    async typesOf(work) {
      const before = (await events()).length
      await work()
      return (await events()).slice(before).map((event) => event.type)
    },
    async statementsOf(work) {
      let count = 0
      const seen = () => {
        count += 1
      }
      const connections = new Set([db.writer, db.reader])
      for (const knex of connections) knex.on('query', seen)
      await work()
      for (const knex of connections) knex.removeListener('query', seen)
      return count
    },
    rows: (table) => db.reader(table).select('*'),
  }
}
