import type { Database } from '../db/database.ts'
import {
  countGuess,
  type EarlyGuess,
  type GuessCounts,
  type GuessKey,
  type OpenGuess,
} from '../domain/guessing.ts'
import type { Clock } from '../lib/clock.ts'

const SWEEP_SLICE = 1000

interface Row {
  readonly key: string
  readonly wrong: number
  readonly last_at: number
}

/** The counters of wrong tries, in the table `guess_counts`. Each act is one short transaction on locked rows. */
export function createGuessCounts(
  { transaction, dialect }: Database,
  clock: Clock,
): GuessCounts & {
  /** Removes at most one slice of what is forgotten; answers how many. */
  sweep(): Promise<number>
} {
  return {
    async begin(keys) {
      if (keys.length === 0) return []
      return transaction(async (tx) => {
        const names = keys.map(nameOf)
        if (!dialect.oneWriter) {
          // Only a row that is there can be locked.
          const fresh = [...names].sort().map((key) => ({ key, wrong: 0, last_at: 0, forgotten_at: 0 }))
          await dialect.post(tx('guess_counts').insert(fresh).onConflict('key').ignore())
        }
        const query = tx('guess_counts').whereIn('key', names).orderBy('key')
        const rows: Row[] = await dialect.forUpdate(query).select('key', 'wrong', 'last_at')
        const now = clock.now()
        const early: EarlyGuess[] = []
        const open: OpenGuess[] = []
        const counted = keys.flatMap((one) => {
          const key = nameOf(one)
          const row = rows.find((found) => found.key === key)
          const count = row && row.wrong > 0 ? { wrong: row.wrong, lastAt: row.last_at } : undefined
          const { guess, ...rest } = countGuess(one.rule, count, now)
          if (guess.ok) open.push(guess)
          else early.push(guess)
          if (!('next' in rest)) return []
          const { wrong, lastAt } = rest.next
          return [{ key, wrong, last_at: lastAt, forgotten_at: lastAt + one.rule.waitMs }]
        })
        if (early.length > 0) return { ok: false, until: Math.max(...early.map(({ until }) => until)) }
        await dialect.post(tx('guess_counts').insert(counted).onConflict('key').merge())
        return open
      })
    },
    async end(ends) {
      if (ends.length === 0) return
      await transaction(async (tx) => {
        // In the order in which a try locks them.
        for (const { clears, guess, ...one } of [...ends].sort(byName)) {
          const row = tx('guess_counts').where({ key: nameOf(one) })
          if (clears) await dialect.post(row.delete())
          else {
            // As if it had never been: a right try must not slow down the next one.
            const lastAt = 'case when last_at = ? then ? else last_at end'
            const before = [guess.at, guess.before ?? 0]
            await dialect.post(
              row.update({
                wrong: tx.raw('case when wrong > 0 then wrong - 1 else 0 end'),
                last_at: tx.raw(lastAt, before),
                forgotten_at: tx.raw(`${lastAt} + ?`, [...before, one.rule.waitMs]),
              }),
            )
          }
        }
      })
    },
    sweep: () =>
      transaction(async (tx) => {
        const slice = tx('guess_counts')
          .where('forgotten_at', '<=', clock.now())
          .limit(SWEEP_SLICE)
          .select('key')
        return tx('guess_counts').whereIn('key', slice).delete()
      }),
  }
}

const nameOf = ({ rule, key }: GuessKey): string => `${rule.name}:${key}`

const byName = (one: GuessKey, other: GuessKey): number => (nameOf(one) < nameOf(other) ? -1 : 1)
