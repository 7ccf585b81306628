import type { Database, Read } from '#gatepost'
import { compileSubscription, type Subscription } from '../endpoint/subscription.ts'
import { type EndpointVersion, versionsById, versionsWithin } from '../repositories/endpoint-versions.ts'
import {
  addOwed,
  countEvents,
  type EventGroup,
  endpointNums,
  fannedOutTo,
  readMarks,
} from '../repositories/ledger.ts'
import { atOneMoment } from './at-one-moment.ts'

/** Positions added to the sums in one go; a few milliseconds on a reader. */
const SLICE = 5000

interface Wanting extends EndpointVersion {
  readonly wants: Subscription
}

/**
 * How many deliveries each endpoint is owed for the positions from `first` to `last`, both included: log × versions
 * × matcher × targets, and never a look at a delivery. Events are counted in groups by the database, so that a
 * million of them cost one walk through the log, whatever the number of endpoints.
 */
export async function owedBetween(read: Read, first: number, last: number): Promise<Map<number, number>> {
  const owed = new Map<number, number>()
  if (last < first) return owed
  const versions = await wantingBetween(read, first, last)
  for (const [from, to] of stretches(versions, first, last)) {
    const holding = versions.filter(({ fromPosition, toPosition }) => {
      return fromPosition <= from && (toPosition === null || toPosition >= to)
    })
    for (const group of await countEvents(read, from, to)) {
      for (const version of holding) {
        const variants = version.wants({ ...group, subject: group.about }).length
        if (variants > 0) add(owed, version.endpoint, variants * group.count)
      }
      for (const num of await deletedTargets(read, group, holding)) add(owed, num, group.count)
    }
  }
  return owed
}

const add = (sums: Map<number, number>, endpoint: number, count: number) =>
  sums.set(endpoint, (sums.get(endpoint) ?? 0) + count)

async function wantingBetween(read: Read, first: number, last: number): Promise<Wanting[]> {
  const holding = await versionsWithin(read, first, last)
  const versions = await versionsById(
    read,
    holding.map(({ id }) => id),
  )
  return versions.map((version) => ({
    ...version,
    wants: compileSubscription({ ...version, id: version.endpointId }),
  }))
}

/** Cuts a range wherever a version begins or ends: within a stretch, every endpoint wants the same throughout. */
function stretches(
  versions: readonly EndpointVersion[],
  first: number,
  last: number,
): (readonly [number, number])[] {
  const starts = new Set([first])
  for (const { fromPosition, toPosition } of versions) {
    if (fromPosition > first && fromPosition <= last) starts.add(fromPosition)
    if (toPosition !== null && toPosition >= first && toPosition < last) starts.add(toPosition + 1)
  }
  const cuts = [...starts].sort((a, b) => a - b)
  return cuts.map((from, index) => [from, (cuts[index + 1] ?? last + 1) - 1] as const)
}

/** An addressed event stays owed to an endpoint that was deleted before it had its place in the log. */
async function deletedTargets(
  read: Read,
  { target }: EventGroup,
  holding: readonly EndpointVersion[],
): Promise<number[]> {
  const gone = target?.filter((id) => !holding.some(({ endpointId }) => endpointId === id)) ?? []
  return [...(await endpointNums(read, gone)).values()]
}

/** Adds the next slice of the log to the sums. Answers how many positions it added; 0 when they are up to date. */
export async function sumOwed(db: Database): Promise<number> {
  const { from, to, owed } = await atOneMoment(db, async (read) => {
    const { position } = await readMarks(read)
    const to = Math.min(position + SLICE, await fannedOutTo(read))
    return { from: position, to, owed: await owedBetween(read, position + 1, to) }
  })
  if (to <= from) return 0
  await db.transaction((tx) => addOwed(tx, db.dialect, from, to, owed))
  return to - from
}
