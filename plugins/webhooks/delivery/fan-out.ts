import type { Clock, Dialect, Log, LoggedEvent, Subscriber, Tx } from '#gatepost'
import { faultPoint } from '#gatepost'
import { compileSubscription, type Subscription } from '../endpoint/subscription.ts'
import { skipReason } from '../formats/index.ts'
import { insertOwed, type OwedRow } from '../repositories/deliveries.ts'
import {
  type EndpointVersion,
  type VersionSpan,
  versionsAfter,
  versionsById,
} from '../repositories/endpoint-versions.ts'
import { targetedEndpoints } from '../repositories/endpoints.ts'
import { integerId, type SkipReason } from './delivery.ts'
import { lockLanes } from './locks.ts'
import type { RecentEvents } from './recent-events.ts'

/** Rows written in one transaction at most, which keeps it under ten milliseconds. */
const SLICE = 2000

interface FanOutParts {
  readonly dialect: Dialect
  readonly clock: Clock
  readonly log: Log
  readonly recent: RecentEvents
  /** Called when there may be something to send. */
  wake(): void
}

interface CompiledVersion extends EndpointVersion {
  readonly wants: Subscription
}

/**
 * The subscriber that turns events into deliveries: one narrow row for each message that an endpoint is owed,
 * in the transaction that moves the cursor. It never stops: what it cannot judge becomes `skipped(error)`.
 */
export function createFanOut(parts: FanOutParts): Subscriber {
  let compiled: ReadonlyMap<number, CompiledVersion> = new Map()
  const batches = new WeakMap<Tx, Batch>()
  return {
    name: 'webhooks',
    async begin(tx, after) {
      await lockLanes(tx, parts.dialect)
      batches.set(tx, { holding: await versionsAfter(tx, after), compiled, taken: [] })
    },
    async consume(tx, events) {
      const batch = batches.get(tx)
      if (!batch) throw new Error('a batch has to begin before it is consumed')
      const current = await compileVersions(tx, compiled, batch.holding)
      batch.compiled = new Map(current.map((version) => [version.id, version]))
      const rows: OwedRow[] = []
      const lanes = new Set<string>()
      let count = 0
      for (const event of events) {
        const owed = owedBy(event, current, lanes, parts.log)
        if (event.target !== null) owed.push(...(await owedToTombstones(tx, event, event.target, current)))
        if (count > 0 && rows.length + owed.length > SLICE) break
        rows.push(...owed)
        count += 1
      }
      for (let from = 0; from < rows.length; from += SLICE)
        await insertOwed(tx, parts.dialect, rows.slice(from, from + SLICE), parts.clock.now())
      batch.taken = events.slice(0, count)
      faultPoint('in-fan-out')
      return count
    },
    asked: parts.wake,
    committed(tx) {
      const batch = batches.get(tx)
      if (!batch) return
      compiled = batch.compiled
      parts.recent.remember(batch.taken)
    },
  }
}

/** What is known of a batch until its transaction has ended, and is forgotten with it where that is rolled back. */
interface Batch {
  /** Versions that hold somewhere above the position behind which it begins. */
  readonly holding: readonly VersionSpan[]
  /** Becomes that of everybody with the commit: the number of a version that was rolled back is given to another one. */
  compiled: ReadonlyMap<number, CompiledVersion>
  taken: readonly LoggedEvent[]
}

/** These versions, compiled; what they say never changes, so it is read once. */
async function compileVersions(
  tx: Tx,
  compiled: ReadonlyMap<number, CompiledVersion>,
  holding: readonly VersionSpan[],
): Promise<CompiledVersion[]> {
  const unknown = holding.filter(({ id }) => !compiled.has(id)).map(({ id }) => id)
  const read = new Map<number, CompiledVersion>()
  if (unknown.length > 0)
    for (const version of await versionsById(tx, unknown))
      read.set(version.id, {
        ...version,
        wants: compileSubscription({ ...version, id: version.endpointId }),
      })
  return holding.flatMap(({ id, fromPosition, toPosition }) => {
    const version = compiled.get(id) ?? read.get(id)
    return version ? [{ ...version, fromPosition, toPosition }] : []
  })
}

/** One event's rows. `lanes` holds the lanes that have a row in this batch already. */
function owedBy(
  event: LoggedEvent,
  versions: readonly CompiledVersion[],
  lanes: Set<string>,
  log: Log,
): OwedRow[] {
  const rows: OwedRow[] = []
  const backfill = backfillOf(event)
  for (const version of versions) {
    if (!holdsAt(version, event.position)) continue
    const lane = version.ordered && event.sequence !== null ? event.subject : null
    for (const { variant, skip } of wanted(event, version, log)) {
      const row = { endpoint: version.endpoint, position: event.position, variant, lane, backfill }
      if (skip) {
        rows.push({ ...row, state: 'skipped', reason: skip })
      } else if (lane === null) {
        rows.push({ ...row, state: 'pending', reason: null })
      } else {
        const key = `${version.endpoint} ${lane}`
        rows.push({ ...row, state: lanes.has(key) ? 'held' : 'first', reason: null })
        lanes.add(key)
      }
    }
  }
  return rows
}

const holdsAt = ({ fromPosition, toPosition }: EndpointVersion, position: number): boolean =>
  position >= fromPosition && (toPosition === null || position <= toPosition)

/** The messages of an event that a version wants, and why one of them is not sent. */
function wanted(
  event: LoggedEvent,
  version: CompiledVersion,
  log: Log,
): { variant: string; skip: SkipReason | undefined }[] {
  return version.wants(event).map((variant) => {
    try {
      return { variant, skip: version.enabled ? reasonNotToSend(version, event, variant) : 'disabled' }
    } catch (error) {
      log.error({ err: error, endpoint: version.endpointId, position: event.position }, 'fan-out failed')
      return { variant, skip: 'error' }
    }
  })
}

/** The number of the backfill that an addressed event about a user belongs to. */
function backfillOf(event: LoggedEvent): number | null {
  // A payload that nobody looks into is not parsed.
  if (event.target === null || !event.type.startsWith('user.')) return null
  return integerId('bkf', String(event.data?.backfillId)) ?? null
}

function reasonNotToSend(
  version: CompiledVersion,
  event: LoggedEvent,
  variant: string,
): SkipReason | undefined {
  return isQuiet(event) ? 'quiet_import' : skipReason(version, event, variant)
}

/** From an import that was to be quiet. Nothing is sent by itself; what an operator sends again on purpose is. */
function isQuiet(event: LoggedEvent): boolean {
  // Most events are not, and their circumstances need not be parsed to see it.
  if (event.target !== null || event.written?.context.includes('"quiet":true') === false) return false
  return event.context.quiet === true
}

/** An addressed event whose endpoint was deleted before it had its place in the log. */
async function owedToTombstones(
  tx: Tx,
  event: LoggedEvent,
  target: readonly string[],
  versions: readonly CompiledVersion[],
): Promise<OwedRow[]> {
  const owed = (id: string) =>
    versions.some((version) => version.endpointId === id && holdsAt(version, event.position))
  return (await targetedEndpoints(tx, target))
    .filter((endpoint) => endpoint.deleted && !owed(endpoint.id))
    .map((endpoint) => ({
      endpoint: endpoint.num,
      position: event.position,
      variant: '',
      lane: null,
      state: 'skipped',
      reason: 'endpoint_deleted',
      backfill: backfillOf(event),
    }))
}
