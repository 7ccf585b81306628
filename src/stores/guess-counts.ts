import type { Database, Tx } from '../db/database.ts'
import { countGuess, type GuessCounts, type GuessRule } from '../domain/guessing.ts'
import type { Clock } from '../lib/clock.ts'

const SWEEP_SLICE = 1000

/** The counters of wrong tries, in the table `guess_counts`. Each act is one short transaction on one locked row. */
export function createGuessCounts(
  { transaction, dialect }: Database,
  clock: Clock,
): GuessCounts & {
  /** Removes at most one slice of what is forgotten; answers how many. */
  sweep(): Promise<number>
} {
  const nameOf = (rule: GuessRule, key: string) => `${rule.name}:${key}`
  const locked = async (tx: Tx, key: string) => {
    const query = dialect.forUpdate(tx('guess_counts').where({ key }))
    const row: { wrong: number; last_at: number } | undefined = await query.first('wrong', 'last_at')
    return row
  }

  return {
    begin: (rule, key) =>
      transaction(async (tx) => {
        const name = nameOf(rule, key)
        const fresh = { key: name, wrong: 0, last_at: 0, forgotten_at: 0 }
        await tx('guess_counts').insert(fresh).onConflict('key').ignore()
        const row = await locked(tx, name)
        const count = row && row.wrong > 0 ? { wrong: row.wrong, lastAt: row.last_at } : undefined
        const counted = countGuess(rule, count, clock.now())
        if ('next' in counted) {
          const { wrong, lastAt } = counted.next
          await tx('guess_counts')
            .where({ key: name })
            .update({ wrong, last_at: lastAt, forgotten_at: lastAt + rule.waitMs })
        }
        return counted.guess
      }),
    takeBack: (rule, key, guess) =>
      transaction(async (tx) => {
        const name = nameOf(rule, key)
        const row = await locked(tx, name)
        if (!row) return
        // As if it had never been: a right try must not slow down the next one.
        const lastAt = row.last_at === guess.at ? (guess.before ?? 0) : row.last_at
        const change = { wrong: Math.max(0, row.wrong - 1), last_at: lastAt }
        await tx('guess_counts')
          .where({ key: name })
          .update({ ...change, forgotten_at: lastAt + rule.waitMs })
      }),
    async forget(rule, key) {
      await transaction((tx) =>
        tx('guess_counts')
          .where({ key: nameOf(rule, key) })
          .delete(),
      )
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
