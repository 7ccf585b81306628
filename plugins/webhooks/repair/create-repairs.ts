import {
  decodeCursor,
  type EventContext,
  encodeCursor,
  type IdRange,
  invalid,
  type Read,
  Refusal,
  type UserVersion,
} from '#gatepost'
import { integerId, publicId } from '../delivery/delivery.ts'
import { beforeOf } from '../replay/create-replays.ts'
import { findEndpoint } from '../repositories/endpoints.ts'
import { countDifferences, findRepair, listDifferences, listRepairs } from '../repositories/repairs.ts'
import { endpointIds } from '../repositories/replays.ts'
import type { Page } from '../service.ts'
import {
  type ComparedUsers,
  compareUsers,
  differingRanges,
  isOpen,
  MOST_COMPARED,
} from '../usecases/compare-users.ts'
import type { Deps } from '../usecases/deps.ts'
import { sendRepair } from '../usecases/send-repair.ts'
import { startRepair } from '../usecases/start-repair.ts'
import { type Difference, KINDS, type Repair, type RepairView } from './repair.ts'

/** A stretch of ids with the digest of what the receiver has there. */
export interface DigestedRange extends IdRange {
  readonly digest: string
}

/** Repairs of an endpoint. `endpointId` is `ep_…`, `repairId` is `rep_…`. */
export interface RepairService {
  /** With a URL the receiver is asked there; without one it sends what it has. */
  startRepair(endpointId: string, url: string | null, context: EventContext): Promise<RepairView>
  /** Newest first. */
  listRepairs(endpointId: string, page?: { limit?: number; cursor?: string }): Promise<Page<RepairView>>
  getRepair(endpointId: string, repairId: string): Promise<RepairView>
  /** Of these stretches those where the receiver has something else. */
  compareDigests(
    endpointId: string,
    repairId: string,
    ranges: readonly DigestedRange[],
  ): Promise<readonly IdRange[]>
  /** Compares a stretch, all users of which are in `theirs`, and keeps what differs. */
  compareUsers(
    endpointId: string,
    repairId: string,
    range: IdRange,
    theirs: readonly UserVersion[],
  ): Promise<ComparedUsers>
  /** The same for all that the receiver has; throws `invalid` (pairs) where there are too many users for one request. */
  compareAll(endpointId: string, repairId: string, theirs: readonly UserVersion[]): Promise<void>
  /** By id. */
  listDifferences(
    endpointId: string,
    repairId: string,
    page?: { limit?: number; cursor?: string },
  ): Promise<Page<Difference>>
  /** Sends what was found; answers the backfill's id. */
  sendRepair(endpointId: string, repairId: string, context: EventContext): Promise<string>
}

/** Users of ours compared in one request. */
const MOST_AT_ONCE = 20_000
const DEFAULT_LIMIT = 50
const LARGEST_LIMIT = 200
const sizeOf = (limit = DEFAULT_LIMIT): number => Math.max(1, Math.min(limit, LARGEST_LIMIT))

/** The verbs of repairs behind one name. `wake` is called when a job has something to do. */
export function createRepairs(deps: Deps, wake: () => void): RepairService {
  const read = deps.db.reader
  const endpointOf = async (id: string) => {
    const endpoint = await findEndpoint(read, deps.keyring, id, { deleted: true })
    if (!endpoint) throw new Refusal('not_found')
    return endpoint
  }
  const repairOf = async (endpointId: string, repairId: string): Promise<Repair> => {
    const { num } = await endpointOf(endpointId)
    const id = integerId('rep', repairId)
    const repair = id === undefined ? undefined : await findRepair(read, id)
    if (!repair || repair.endpoint !== num) throw new Refusal('not_found')
    return repair
  }
  return {
    async startRepair(endpointId, url, context) {
      const id = await startRepair(deps, endpointId, url, context)
      wake()
      const repair = await findRepair(read, id)
      if (!repair) throw new Refusal('not_found')
      return (await viewsOf(read, [repair]))[0] as RepairView
    },
    async listRepairs(endpointId, { limit, cursor } = {}) {
      const size = sizeOf(limit)
      const { num } = await endpointOf(endpointId)
      const repairs = await listRepairs(read, num, beforeOf(cursor), size + 1)
      const shown = repairs.slice(0, size)
      const last = shown.at(-1)
      const next = repairs.length > size && last ? encodeCursor([last.id]) : null
      return { data: await viewsOf(read, shown), next }
    },
    async getRepair(endpointId, repairId) {
      return (await viewsOf(read, [await repairOf(endpointId, repairId)]))[0] as RepairView
    },
    async compareDigests(endpointId, repairId, ranges) {
      isOpen(await repairOf(endpointId, repairId))
      return (await differingRanges(deps, ranges)).map(({ after, until }) => ({ after, until }))
    },
    async compareUsers(endpointId, repairId, range, theirs) {
      const repair = await repairOf(endpointId, repairId)
      isOpen(repair)
      return compareUsers(deps, repair, range, theirs, () => ({}))
    },
    async compareAll(endpointId, repairId, theirs) {
      const repair = await repairOf(endpointId, repairId)
      isOpen(repair)
      if ((await deps.users.count({})) > MOST_AT_ONCE)
        throw invalid({
          pairs: 'There are too many users for a list. Let the receiver be asked, or use the API.',
        })
      const sorted = [...theirs].sort((a, b) => (a.id < b.id ? -1 : 1))
      let after: string | null = ''
      while (after !== null) {
        const above: string = after
        const rest = sorted.filter(({ id }) => id > above)
        const until = rest.length > MOST_COMPARED ? (rest[MOST_COMPARED - 1]?.id ?? null) : null
        const page = rest.slice(0, MOST_COMPARED)
        after = (await compareUsers(deps, repair, { after: above, until }, page, () => ({}))).until
      }
    },
    async listDifferences(endpointId, repairId, { limit, cursor } = {}) {
      const size = sizeOf(limit)
      const { id } = await repairOf(endpointId, repairId)
      const found = await listDifferences(read, id, afterOf(cursor), size + 1)
      const shown = found.slice(0, size)
      const last = shown.at(-1)
      return { data: shown, next: found.length > size && last ? encodeCursor([last.user]) : null }
    },
    async sendRepair(endpointId, repairId, context) {
      const endpoint = await endpointOf(endpointId)
      const backfill = await sendRepair(deps, endpoint, await repairOf(endpointId, repairId), context)
      wake()
      return publicId('bkf', backfill)
    },
  }
}

function afterOf(cursor: string | undefined): string {
  if (cursor === undefined) return ''
  const [after] = decodeCursor(cursor) ?? []
  if (typeof after !== 'string')
    throw invalid({ cursor: 'This cursor is none of ours. Leave it out to begin anew.' })
  return after
}

async function viewsOf(read: Read, repairs: readonly Repair[]): Promise<RepairView[]> {
  const endpoints = await endpointIds(
    read,
    repairs.map(({ endpoint }) => endpoint),
  )
  return Promise.all(
    repairs.map(async ({ id, endpoint, backfill, url, state, compared, fault, createdAt, endedAt }) => {
      const counts = await countDifferences(read, id)
      const [missing = 0, behind = 0, gone = 0, ahead = 0, unknown = 0] = KINDS.map((kind) =>
        counts.get(kind),
      )
      return {
        id: publicId('rep', id),
        endpoint: endpoints.get(endpoint)?.id ?? null,
        url,
        state,
        compared,
        found: { missing, behind, gone, ahead, unknown },
        fault: state === 'fetching' || state === 'failed' ? fault : null,
        backfill: backfill === null ? null : publicId('bkf', backfill),
        createdAt,
        endedAt,
      }
    }),
  )
}
