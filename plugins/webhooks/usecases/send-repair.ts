import { type EventContext, Refusal } from '#gatepost'
import type { Repair } from '../repair/repair.ts'
import { SENT_KINDS } from '../repair/repair.ts'
import { changeRepair, countDifferences, lastDifferingId } from '../repositories/repairs.ts'
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
  const { db } = deps
  if (repair.state === 'fetching')
    throw new Refusal('conflict', { message: 'This repair is still comparing. Wait for its end.' })
  if (repair.state === 'sent')
    throw new Refusal('conflict', { message: 'What this repair found was sent already.' })
  const counts = await countDifferences(db.reader, repair.id)
  const total = SENT_KINDS.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0)
  const untilId = await lastDifferingId(db.reader, repair.id)
  if (untilId === undefined)
    throw new Refusal('conflict', { message: 'Nothing is missing there. There is nothing to send.' })
  const plan = { endpoint: endpoint.num, choice: {}, repair: repair.id, untilId, total }
  return beginBackfill(deps, endpoint.id, plan, context, (tx, backfill) =>
    changeRepair(tx, repair.id, { state: 'sent', backfill, endedAt: deps.clock.now() }),
  )
}
