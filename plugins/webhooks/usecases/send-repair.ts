import { type EventContext, Refusal, type Tx } from '#gatepost'
import { type Repair, type RepairState, SENT_KINDS } from '../repair/repair.ts'
import type { BackfillPlan } from '../repositories/backfills.ts'
import { changeRepair, countDifferences, lastDifferingId, lockRepair } from '../repositories/repairs.ts'
import type { Deps } from './deps.ts'
import { beginBackfill } from './start-backfill.ts'

/**
 * Sends what a repair found, and nothing else, as a backfill; answers its number. Throws `conflict` while it still
 * compares, when it found nothing to send, and as `startBackfill` does.
 */
export async function sendRepair(
  deps: Deps,
  endpoint: { readonly id: string; readonly num: number },
  repair: Repair,
  context: EventContext,
): Promise<number> {
  const { dialect } = deps.db
  return beginBackfill(
    deps,
    endpoint.id,
    async (tx) => {
      // Under its lock: what another request finds meanwhile is either in it, or refused.
      const { state } = await lockRepair(tx, dialect, repair.id)
      return planRepair(tx, { endpoint: endpoint.num, repair: repair.id }, state)
    },
    context,
    (tx, backfill) => changeRepair(tx, repair.id, { state: 'sent', backfill, endedAt: deps.clock.now() }),
  )
}

async function planRepair(
  tx: Tx,
  of: { readonly endpoint: number; readonly repair: number },
  state: RepairState,
): Promise<BackfillPlan> {
  if (state === 'fetching')
    throw new Refusal('conflict', { message: 'This repair is still comparing. Wait for its end.' })
  if (state === 'sent') throw new Refusal('conflict', { message: 'What this repair found was sent already.' })
  const counts = await countDifferences(tx, of.repair)
  const total = SENT_KINDS.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0)
  const untilId = await lastDifferingId(tx, of.repair)
  if (untilId === undefined)
    throw new Refusal('conflict', { message: 'Nothing is missing there. There is nothing to send.' })
  return { ...of, choice: {}, untilId, total }
}
