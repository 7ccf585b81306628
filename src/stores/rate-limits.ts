import { createRequire } from 'node:module'
import {
  type IRateLimiterStoreOptions,
  RateLimiterRes,
  type RateLimiterStoreAbstract,
} from 'rate-limiter-flexible'
import type { Database } from '../db/database.ts'
import type { Clock } from '../lib/clock.ts'

const SWEEP_SLICE = 1000

/** At most `points` acts within `seconds`, counted from the first. */
export interface LimitRule {
  readonly name: string
  readonly points: number
  readonly seconds: number
}

export type Taken =
  | { readonly ok: true; readonly left: number }
  | { readonly ok: false; readonly seconds: number; readonly first: boolean }

export interface TakenSome {
  readonly granted: number
  readonly left: number
  readonly seconds: number
}

/** Counters shared by all nodes and kept over restarts. Never used inside a transaction. */
export interface RateLimits {
  /** Counts one act under `key`; says how many are left, or how long to wait and whether this was the first too many. */
  take(rule: LimitRule, key: string): Promise<Taken>
  /** Counts `acts` at once; says how many of them are within the rule, how many are left, and until when (seconds). */
  takeSome(rule: LimitRule, key: string, acts: number): Promise<TakenSome>
  /** Takes one act back, for those that turned out to be fine. */
  giveBack(rule: LimitRule, key: string): Promise<void>
  /** Forgets all acts under `key`. */
  forget(rule: LimitRule, key: string): Promise<void>
  /** How many acts are left under `key`; counts nothing. */
  left(rule: LimitRule, key: string): Promise<number>
  /** Removes at most one slice of counters that ran out; answers how many. */
  sweep(): Promise<number>
}

interface CounterRow {
  points: number
  expire: number | null
}

type AbstractLimiter = new (options: IRateLimiterStoreOptions) => RateLimiterStoreAbstract
// The package exports ready-made stores only. Its SQLite one leaves a transaction open through knex, so this
// takes the base of them all by its path; the version is pinned.
const BaseLimiter: AbstractLimiter = createRequire(import.meta.url)(
  'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js',
)

export function createRateLimits(database: Database, clock: Clock): RateLimits {
  /** Counts in the table `limits`; each act is one statement, so that parallel ones are all counted. */
  class TableLimiter extends BaseLimiter {
    async _upsert(key: string, points: number, ms: number, replace: boolean): Promise<CounterRow> {
      const now = clock.now()
      const over = 'limits.expire is not null and limits.expire <= ?'
      return database.transaction(async (tx) => {
        const insert = tx('limits').insert({ key, points, expire: ms > 0 ? now + ms : null })
        const [row] = await insert
          .onConflict('key')
          .merge(
            replace
              ? { points: tx.raw('excluded.points'), expire: tx.raw('excluded.expire') }
              : {
                  points: tx.raw(
                    `case when ${over} then excluded.points else limits.points + excluded.points end`,
                    [now],
                  ),
                  expire: tx.raw(`case when ${over} then excluded.expire else limits.expire end`, [now]),
                },
          )
          .returning<CounterRow[]>(['points', 'expire'])
        if (!row) throw new Error('no counter came back')
        return row
      })
    }
    async _get(key: string): Promise<CounterRow | null> {
      const row: CounterRow | undefined = await database.reader('limits').where({ key }).first()
      return row && (row.expire === null || row.expire > clock.now()) ? row : null
    }
    async _delete(key: string): Promise<boolean> {
      return (await database.transaction((tx) => tx('limits').where({ key }).delete())) > 0
    }
    _getRateLimiterRes(_key: string, changed: number, row: CounterRow): RateLimiterRes {
      const wait = row.expire === null ? -1 : Math.max(row.expire - clock.now(), 0)
      return new RateLimiterRes(
        Math.max(this.points - row.points, 0),
        wait,
        row.points,
        row.points === changed,
      )
    }
  }

  const limiters = new Map<string, TableLimiter>()
  const limiterOf = (rule: LimitRule): TableLimiter => {
    let limiter = limiters.get(rule.name)
    if (!limiter) {
      const { name: keyPrefix, points, seconds: duration } = rule
      limiter = new TableLimiter({ storeClient: database, keyPrefix, points, duration })
      limiters.set(rule.name, limiter)
    }
    return limiter
  }

  return {
    async take(rule, key) {
      try {
        return { ok: true, left: (await limiterOf(rule).consume(key)).remainingPoints }
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        return {
          ok: false,
          seconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
          first: refused.consumedPoints === rule.points + 1,
        }
      }
    },
    async takeSome(rule, key, acts) {
      const counted = await limiterOf(rule)
        .consume(key, acts)
        .catch((refused) => {
          if (refused instanceof RateLimiterRes) return refused
          throw refused
        })
      const { consumedPoints, remainingPoints: left, msBeforeNext } = counted
      const over = Math.max(0, consumedPoints - rule.points)
      return { granted: Math.max(0, acts - over), left, seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) }
    },
    giveBack: async (rule, key) => {
      await limiterOf(rule).reward(key)
    },
    forget: async (rule, key) => {
      await limiterOf(rule).delete(key)
    },
    async left(rule, key) {
      return (await limiterOf(rule).get(key))?.remainingPoints ?? rule.points
    },
    sweep: () =>
      database.transaction(async (tx) => {
        const slice = tx('limits').where('expire', '<=', clock.now()).limit(SWEEP_SLICE).select('key')
        return tx('limits').whereIn('key', slice).delete()
      }),
  }
}
