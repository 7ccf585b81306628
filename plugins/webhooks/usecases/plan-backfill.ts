import { invalid, Refusal } from '#gatepost'
import type { BackfillPreview, BackfillRequest } from '../backfill/backfill.ts'
import { secondsFor } from '../replay/replay.ts'
import type { BackfillPlan } from '../repositories/backfills.ts'
import { findEndpoint, type StoredEndpoint } from '../repositories/endpoints.ts'
import type { Deps } from './deps.ts'

/** Users named one by one; more are a filter, or everybody. */
export const MOST_NAMED = 1000

export interface PlannedBackfill {
  readonly plan: BackfillPlan
  readonly endpoint: StoredEndpoint
  readonly preview: BackfillPreview
}

/**
 * Works out whom a backfill is about and counts them on a reader. Throws `not_found`, `conflict` where the endpoint is
 * off, and `invalid` by field.
 */
export async function planBackfill(
  deps: Deps,
  endpointId: string,
  request: BackfillRequest,
): Promise<PlannedBackfill> {
  const { users } = deps
  const endpoint = await findEndpoint(deps.db.reader, deps.keyring, endpointId)
  if (!endpoint) throw new Refusal('not_found')
  if (!endpoint.enabled) throw isOff()
  const { createdFrom = 0, createdBefore = Number.POSITIVE_INFINITY } = request
  if (createdFrom >= createdBefore) throw invalid({ createdBefore: 'This lies before the beginning.' })
  const ids = request.ids && [...new Set(request.ids)].sort()
  const choice = ids ? { ids } : request
  const newest = ids ? ids.at(-1) : await users.newestId()
  const count = ids ? await known(deps, ids) : await users.count(choice)
  const plan = { endpoint: endpoint.num, choice, repair: null, untilId: newest ?? '', total: count }
  return { plan, endpoint, preview: { count, seconds: secondsFor(count, endpoint.ratePerSecond) } }
}

export const isOff = (): Refusal =>
  new Refusal('conflict', { message: 'This webhook is off. Switch it on, then send the users.' })

/** How many of these ids are users', or were. Throws where one is neither. */
async function known({ users }: Deps, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) throw invalid({ users: 'Name at least one user, or leave this out for all.' })
  if (ids.length > MOST_NAMED) throw invalid({ users: 'Name at most 1,000 users, or choose them otherwise.' })
  const here = new Set(await users.ids({ ids }, { after: '', until: null }, ids.length))
  const were = await users.lastSequences(ids)
  const never = ids.find((id) => !here.has(id) && !were.has(id))
  if (never !== undefined) throw invalid({ users: `There never was a user ${never.slice(0, 100)}.` })
  return ids.length
}
