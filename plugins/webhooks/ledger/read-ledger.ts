import type { Database, Read } from '#gatepost'
import { headPosition } from '#gatepost'
import {
  countStates,
  fannedOutTo,
  ledgerEndpoints,
  madeSums,
  owedSums,
  readMarks,
  removedTotals,
  type Sums,
  setAsidePositions,
} from '../repositories/ledger.ts'
import { atOneMoment } from './at-one-moment.ts'
import { type EndpointLine, type Ledger, ledgerLine } from './ledger.ts'
import { owedBetween } from './owed.ts'

/** Tombstones that retention removed are kept as one line under this number. */
export const GONE = 0

/**
 * What is owed against what became of it, for every endpoint and in total, at one moment. What was owed comes from
 * running sums over the log plus a walk through its newest stretch; the states come from the rows themselves.
 * Everything is read on a reader and nothing is written.
 */
export function readLedger(db: Database): Promise<Ledger> {
  return atOneMoment(db, async (read) => {
    const position = await fannedOutTo(read)
    const marks = await readMarks(read)
    const owed = addUp([await owedSums(read), await owedBetween(read, marks.position + 1, position)])
    const sides = {
      owed,
      replayed: await madeSums(read),
      setAside: await owedAside(read, position),
      rows: groupByEndpoint(await countStates(read)),
      removed: groupByEndpoint(await removedTotals(read)),
    }
    const lineOf = (num: number, parked: boolean) => {
      const rows = sides.rows.get(num) ?? []
      const waiting = rows.filter(({ state }) => state === 'held' || state === 'pending')
      return ledgerLine({
        owed: sides.owed.get(num) ?? 0,
        replayed: sides.replayed.get(num) ?? 0,
        setAside: sides.setAside.get(num) ?? 0,
        rows,
        removed: sides.removed.get(num) ?? [],
        parked: parked ? waiting.reduce((sum, { count }) => sum + count, 0) : 0,
      })
    }
    const endpoints: EndpointLine[] = (await ledgerEndpoints(read)).map(({ num, ...endpoint }) => ({
      endpoint,
      ...lineOf(num, !endpoint.enabled),
    }))
    const lines = [...endpoints, lineOf(GONE, false)]
    const sum = (pick: (line: (typeof lines)[number]) => number) =>
      lines.reduce((total, line) => total + pick(line), 0)
    const difference = sum((line) => Math.abs(line.difference))
    return {
      balanced: difference === 0,
      difference,
      position,
      head: await headPosition(read),
      total: ledgerLine({
        owed: sum((line) => line.owed - line.replayed),
        replayed: sum((line) => line.replayed),
        setAside: sum((line) => line.setAside),
        rows: [...sides.rows.values()].flat(),
        removed: [...sides.removed.values()].flat(),
        parked: sum((line) => line.parked),
      }),
      endpoints,
    }
  })
}

/** What endpoints wanted of events that fan-out could not take; an operator may hand them in again. */
async function owedAside(read: Read, upTo: number): Promise<Map<number, number>> {
  const positions = (await setAsidePositions(read)).filter((position) => position <= upTo)
  const sums: Sums[] = []
  for (const position of positions) sums.push(await owedBetween(read, position, position))
  return addUp(sums)
}

function addUp(parts: readonly Sums[]): Map<number, number> {
  const sums = new Map<number, number>()
  for (const part of parts)
    for (const [endpoint, count] of part) sums.set(endpoint, (sums.get(endpoint) ?? 0) + count)
  return sums
}

function groupByEndpoint<T extends { readonly endpoint: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const row of rows) groups.set(row.endpoint, [...(groups.get(row.endpoint) ?? []), row])
  return groups
}
