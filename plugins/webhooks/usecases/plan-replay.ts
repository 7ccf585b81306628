import { invalid, positionsBetween, Refusal } from '#gatepost'
import { checkPattern, compilePatterns } from '../endpoint/patterns.ts'
import { variantsFor } from '../replay/messages-for.ts'
import { type ReplayPreview, type ReplayRequest, secondsFor } from '../replay/replay.ts'
import { findEndpoint, type StoredEndpoint } from '../repositories/endpoints.ts'
import { fannedOutTo } from '../repositories/ledger.ts'
import { countMeant } from '../repositories/replay-rows.ts'
import { type ReplayPlan, replayRuns } from '../repositories/replays.ts'
import type { Deps } from './deps.ts'

export interface PlannedReplay {
  readonly plan: ReplayPlan
  readonly source: StoredEndpoint
  readonly target: StoredEndpoint
  readonly preview: ReplayPreview
}

/**
 * Works out which deliveries a replay is about, and counts them on a reader. Throws `invalid` by field, `not_found`,
 * and `conflict` where the endpoint that is to get them is off, or where nothing fits while a replay to it runs.
 */
export async function planReplay(deps: Deps, id: string, request: ReplayRequest): Promise<PlannedReplay> {
  const read = deps.db.reader
  const elsewhere = request.to !== null && request.to !== id
  const source = await findEndpoint(read, deps.keyring, id, { deleted: elsewhere })
  if (!source) throw new Refusal('not_found')
  const target =
    request.to === null || !elsewhere ? source : await findEndpoint(read, deps.keyring, request.to)
  if (!target) throw invalid({ to: `There is no webhook ${request.to}.` })
  const types = typesOf(request, deps.installation().types)
  const { fromAt, untilAt } = request
  if (fromAt !== null && untilAt !== null && fromAt > untilAt)
    throw invalid({ until: 'This lies before the beginning.' })
  if (!target.enabled)
    throw new Refusal('conflict', { message: 'This webhook is off. Switch it on, then replay.' })
  const { after, last } = await positionsBetween(read, fromAt, untilAt, await fannedOutTo(read))
  const plan: ReplayPlan = {
    source: source.num,
    endpoint: target.num,
    which: request.which,
    fromAt,
    untilAt,
    types,
    subject: request.subject ?? null,
    answer: request.answer ?? null,
    position: after,
    untilPosition: last,
  }
  const preview = await previewOf(deps, plan, target)
  // What a running one holds fits no other: the reason is then that it runs, and not the choice.
  if (preview.count === 0 && (await replayRuns(read, target.num))) throw alreadyRunning()
  return { plan, source, target, preview }
}

export const alreadyRunning = (): Refusal =>
  new Refusal('conflict', { message: 'A replay to this webhook is running. Wait for its end, or stop it.' })

async function previewOf(deps: Deps, plan: ReplayPlan, target: StoredEndpoint): Promise<ReplayPreview> {
  const variants = plan.source === plan.endpoint ? undefined : variantsFor(target)
  let count = 0
  let erased = 0
  for (const group of await countMeant(deps.db.reader, plan)) {
    const messages = variants?.({ type: group.type, subject: group.about }).length ?? 1
    count += group.count * messages
    erased += group.erased * messages
  }
  return { count, erased, seconds: secondsFor(count, target.ratePerSecond) }
}

/** The types that patterns stand for, as they are known now. */
function typesOf({ types }: ReplayRequest, known: readonly string[]): readonly string[] | null {
  if (types === null) return null
  if (types.length === 0) throw invalid({ types: 'Name at least one event, or leave this out for all.' })
  for (const [index, pattern] of types.entries()) {
    const wrong = checkPattern(pattern, known)
    if (wrong) throw invalid({ [`types.${index}`]: wrong })
  }
  return known.filter(compilePatterns(types))
}
