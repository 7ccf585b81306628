import { removeEventCounts } from '../repositories/event-counts.ts'
import { sweepListeners } from '../repositories/listeners.ts'
import { nameTypes } from '../repositories/log.ts'
import { sweepMails } from '../repositories/mails.ts'
import { sweepTokens } from '../repositories/one-time-tokens.ts'
import { sweepChallenges } from '../repositories/passkeys.ts'
import { sweepSessions } from '../repositories/sessions.ts'
import { sweepStrangerCounts } from '../repositories/stranger-counts.ts'
import type { Deps } from './deps.ts'
import { sweepImports } from './sweep-imports.ts'

/** A write transaction stays short: this many rows a table, then another slice. */
const SLICE = 2000
/** Mails that were sent or given up stay for the operator to see. */
const MAIL_KEPT_MS = 30 * 24 * 3_600_000

/** Removes one slice of what has expired, each table in a transaction of its own; answers how many. Again until 0. */
export async function sweepExpired(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  let removed = 0
  removed += await deps.transaction((tx) => sweepTokens(tx, now, SLICE))
  removed += await deps.transaction((tx) => sweepSessions(tx, now, SLICE))
  removed += await deps.transaction((tx) => sweepMails(tx, now - MAIL_KEPT_MS, SLICE))
  removed += await deps.transaction((tx) => sweepListeners(tx, now, SLICE))
  removed += await deps.transaction((tx) => sweepChallenges(tx, now, SLICE))
  removed += await deps.transaction((tx) => sweepStrangerCounts(tx, now, SLICE))
  await deps.transaction((tx) => removeEventCounts(tx, now))
  removed += await sweepImports(deps)
  return removed + (await deps.transaction((tx) => nameTypes(tx, SLICE)))
}
