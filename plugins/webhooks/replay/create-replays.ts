import { decodeCursor, type EventContext, encodeCursor, invalid, type Read, Refusal } from '#gatepost'
import { integerId, publicId } from '../delivery/delivery.ts'
import { atOneMoment } from '../ledger/at-one-moment.ts'
import { findEndpoint, type StoredEndpoint } from '../repositories/endpoints.ts'
import { countReplayed } from '../repositories/replay-rows.ts'
import { endpointIds, findReplay, listReplays } from '../repositories/replays.ts'
import type { Page } from '../service.ts'
import type { Deps } from '../usecases/deps.ts'
import { planReplay } from '../usecases/plan-replay.ts'
import { startReplay } from '../usecases/start-replay.ts'
import { stopReplay } from '../usecases/stop-replay.ts'
import { type Replay, type ReplayPreview, type ReplayRequest, type ReplayView, secondsFor } from './replay.ts'

/** Replays of an endpoint's deliveries. `endpointId` is `ep_…`, `replayId` is `rpl_…`. */
export interface ReplayService {
  /** What a replay would do; nothing is changed. */
  previewReplay(endpointId: string, request: ReplayRequest): Promise<ReplayPreview>
  startReplay(endpointId: string, request: ReplayRequest, context: EventContext): Promise<ReplayView>
  /** Of its deliveries and to it, newest first. */
  listReplays(endpointId: string, page?: { limit?: number; cursor?: string }): Promise<Page<ReplayView>>
  getReplay(endpointId: string, replayId: string): Promise<ReplayView>
  stopReplay(endpointId: string, replayId: string, context: EventContext): Promise<ReplayView>
}

const DEFAULT_LIMIT = 50
const LARGEST_LIMIT = 200

/** The verbs of replays behind one name. `wake` is called when the job has something to do. */
export function createReplays(deps: Deps, wake: () => void): ReplayService {
  const read = deps.db.reader
  const found = async (id: string): Promise<StoredEndpoint> => {
    const endpoint = await findEndpoint(read, deps.keyring, id, { deleted: true })
    if (!endpoint) throw new Refusal('not_found')
    return endpoint
  }
  const replayOf = async (endpointId: string, replayId: string): Promise<Replay> => {
    const { num } = await found(endpointId)
    const id = integerId('rpl', replayId)
    const replay = id === undefined ? undefined : await findReplay(read, id)
    if (!replay || (replay.source !== num && replay.endpoint !== num)) throw new Refusal('not_found')
    return replay
  }
  // At one moment: what is opened between two reads would count twice.
  const viewOf = (id: number) =>
    atOneMoment(deps.db, async (read) => {
      const replay = await findReplay(read, id)
      if (!replay) throw new Refusal('not_found')
      return (await viewsOf(read, [replay]))[0] as ReplayView
    })
  return {
    async previewReplay(endpointId, request) {
      return (await planReplay(deps, endpointId, request)).preview
    },
    async startReplay(endpointId, request, context) {
      const id = await startReplay(deps, endpointId, request, context)
      wake()
      return viewOf(id)
    },
    async listReplays(endpointId, { limit = DEFAULT_LIMIT, cursor } = {}) {
      const { num } = await found(endpointId)
      const size = Math.max(1, Math.min(limit, LARGEST_LIMIT))
      const before = beforeOf(cursor)
      return atOneMoment(deps.db, async (read) => {
        const replays = await listReplays(read, num, before, size + 1)
        const shown = replays.slice(0, size)
        const last = shown.at(-1)
        return {
          data: await viewsOf(read, shown),
          next: replays.length > size && last ? encodeCursor([last.id]) : null,
        }
      })
    },
    async getReplay(endpointId, replayId) {
      return viewOf((await replayOf(endpointId, replayId)).id)
    },
    async stopReplay(endpointId, replayId, context) {
      const { id } = await replayOf(endpointId, replayId)
      await stopReplay(deps, { id, endpoint: endpointId }, context)
      wake()
      return viewOf(id)
    },
  }
}

/** The number that a page of a list begins below. */
export function beforeOf(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER
  const [before] = decodeCursor(cursor) ?? []
  if (typeof before !== 'number')
    throw invalid({ cursor: 'This cursor is none of ours. Leave it out to begin anew.' })
  return before
}

async function viewsOf(read: Read, replays: readonly Replay[]): Promise<ReplayView[]> {
  const endpoints = await endpointIds(
    read,
    replays.flatMap(({ source, endpoint }) => [source, endpoint]),
  )
  return Promise.all(
    replays.map(async (replay) => {
      const states = await countReplayed(read, replay.id)
      const count = (...names: Parameters<typeof states.get>[0][]) =>
        names.reduce((sum, name) => sum + (states.get(name) ?? 0), 0)
      const open = count('held', 'pending', 'leased')
      const running = replay.state === 'running'
      const left = running ? Math.max(0, replay.total - replay.opened - replay.passed) : 0
      const rate = endpoints.get(replay.endpoint)?.ratePerSecond ?? null
      return {
        id: publicId('rpl', replay.id),
        from: endpoints.get(replay.source)?.id ?? null,
        to: endpoints.get(replay.endpoint)?.id ?? null,
        request: {
          which: replay.which,
          fromAt: replay.fromAt,
          untilAt: replay.untilAt,
          types: replay.types,
          subject: replay.subject,
          answer: replay.answer,
        },
        state: replay.state,
        total: replay.total,
        passed: replay.passed,
        open,
        delivered: count('delivered'),
        dead: count('dead'),
        skipped: count('skipped'),
        left,
        secondsLeft: open + left > 0 ? secondsFor(open + left, rate) : null,
        createdAt: replay.createdAt,
        endedAt: replay.endedAt,
      }
    }),
  )
}
