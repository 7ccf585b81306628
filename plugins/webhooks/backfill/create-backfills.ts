import { type EventContext, encodeCursor, type Read, Refusal } from '#gatepost'
import { integerId, publicId } from '../delivery/delivery.ts'
import { atOneMoment } from '../ledger/at-one-moment.ts'
import { beforeOf } from '../replay/create-replays.ts'
import { secondsFor } from '../replay/replay.ts'
import { countBackfilled, findBackfill, listBackfills } from '../repositories/backfills.ts'
import { findEndpoint } from '../repositories/endpoints.ts'
import { endpointIds } from '../repositories/replays.ts'
import type { Page } from '../service.ts'
import type { Deps } from '../usecases/deps.ts'
import { planBackfill } from '../usecases/plan-backfill.ts'
import { startBackfill } from '../usecases/start-backfill.ts'
import { stopBackfill } from '../usecases/stop-backfill.ts'
import type { Backfill, BackfillPreview, BackfillRequest, BackfillView } from './backfill.ts'

/** Backfills of an endpoint. `endpointId` is `ep_…`, `backfillId` is `bkf_…`. */
export interface BackfillService {
  /** What a backfill would do; nothing is changed. */
  previewBackfill(endpointId: string, request: BackfillRequest): Promise<BackfillPreview>
  startBackfill(endpointId: string, request: BackfillRequest, context: EventContext): Promise<BackfillView>
  /** Newest first. */
  listBackfills(endpointId: string, page?: { limit?: number; cursor?: string }): Promise<Page<BackfillView>>
  getBackfill(endpointId: string, backfillId: string): Promise<BackfillView>
  stopBackfill(endpointId: string, backfillId: string, context: EventContext): Promise<BackfillView>
}

const DEFAULT_LIMIT = 50
const LARGEST_LIMIT = 200

/** The verbs of backfills behind one name. `wake` is called when the job has something to do. */
export function createBackfills(deps: Deps, wake: () => void): BackfillService {
  const read = deps.db.reader
  const numOf = async (id: string): Promise<number> => {
    const endpoint = await findEndpoint(read, deps.keyring, id, { deleted: true })
    if (!endpoint) throw new Refusal('not_found')
    return endpoint.num
  }
  const backfillOf = async (endpointId: string, backfillId: string): Promise<Backfill> => {
    const num = await numOf(endpointId)
    const id = integerId('bkf', backfillId)
    const backfill = id === undefined ? undefined : await findBackfill(read, id)
    if (!backfill || backfill.endpoint !== num) throw new Refusal('not_found')
    return backfill
  }
  // At one moment: what is announced between two reads would count twice.
  const viewOf = (id: number): Promise<BackfillView> =>
    atOneMoment(deps.db, async (read) => {
      const backfill = await findBackfill(read, id)
      if (!backfill) throw new Refusal('not_found')
      return (await viewsOf(read, [backfill]))[0] as BackfillView
    })
  return {
    async previewBackfill(endpointId, request) {
      return (await planBackfill(deps, endpointId, request)).preview
    },
    async startBackfill(endpointId, request, context) {
      const id = await startBackfill(deps, endpointId, request, context)
      wake()
      return viewOf(id)
    },
    async listBackfills(endpointId, { limit = DEFAULT_LIMIT, cursor } = {}) {
      const size = Math.max(1, Math.min(limit, LARGEST_LIMIT))
      const [num, before] = [await numOf(endpointId), beforeOf(cursor)]
      return atOneMoment(deps.db, async (read) => {
        const backfills = await listBackfills(read, num, before, size + 1)
        const shown = backfills.slice(0, size)
        const last = shown.at(-1)
        const next = backfills.length > size && last ? encodeCursor([last.id]) : null
        return { data: await viewsOf(read, shown), next }
      })
    },
    async getBackfill(endpointId, backfillId) {
      return viewOf((await backfillOf(endpointId, backfillId)).id)
    },
    async stopBackfill(endpointId, backfillId, context) {
      const { id } = await backfillOf(endpointId, backfillId)
      await stopBackfill(deps, id, context)
      wake()
      return viewOf(id)
    },
  }
}

async function viewsOf(read: Read, backfills: readonly Backfill[]): Promise<BackfillView[]> {
  const endpoints = await endpointIds(
    read,
    backfills.map(({ endpoint }) => endpoint),
  )
  return Promise.all(
    backfills.map(async ({ id, ...backfill }) => {
      const states = await countBackfilled(read, id)
      const [delivered = 0, dead = 0, skipped = 0] = (['delivered', 'dead', 'skipped'] as const).map(
        (state) => states.get(state),
      )
      const { state, choice, repair, total, announced, createdAt, endedAt, afterId, untilId } = backfill
      // Ended ones may have been removed by retention; what is announced and not fanned out has no row yet.
      const open = endedAt === null ? announced - delivered - dead - skipped : rowsOpen(states)
      const left = state === 'running' && afterId < untilId ? Math.max(0, total - announced) : 0
      const endpoint = endpoints.get(backfill.endpoint)
      const rate = endpoint?.ratePerSecond ?? null
      return {
        id: publicId('bkf', id),
        endpoint: endpoint?.id ?? null,
        choice,
        repair: repair === null ? null : publicId('rep', repair),
        state,
        total,
        open,
        delivered,
        dead,
        skipped,
        left,
        secondsLeft: open + left > 0 ? secondsFor(open + left, rate) : null,
        createdAt,
        endedAt,
      }
    }),
  )
}

const rowsOpen = (states: Awaited<ReturnType<typeof countBackfilled>>): number =>
  (['held', 'pending', 'leased'] as const).reduce((sum, state) => sum + (states.get(state) ?? 0), 0)
