import { invalid, Refusal } from '../domain/errors.ts'
import type { LoggedEvent } from '../domain/event.ts'
import { LISTENER_TEST } from '../domain/listener.ts'
import { type FeedFilter, listFeed, nextOfTypes, oldestPosition } from '../repositories/feed.ts'
import { headPosition } from '../repositories/log.ts'
import type { Deps } from './deps.ts'

export type { FeedFilter } from '../repositories/feed.ts'

export interface FeedPage {
  readonly events: readonly LoggedEvent[]
  /** Everything up to this position was looked at: read on from here. */
  readonly cursor: number
  /** The newest position there was. */
  readonly head: number
}

/** Positions looked at by the first query, each further one looks at twice as many; so many at most by all of them. */
const WINDOW = 5000
const LOOKED_AT = 100_000

/**
 * Events above `after`, in order. Nothing at or below `cursor` is left out: positions are given in commit order, and
 * what is read ends at the head that was read before it. Refuses with `gone` when retention removed what comes right
 * after `after` (0 begins with the oldest there is), and with `invalid` when nothing has that position yet.
 */
export async function readFeed(
  deps: Deps,
  from: { readonly after: number; readonly limit: number },
  filter: FeedFilter = {},
): Promise<FeedPage> {
  const head = await readHead(deps)
  if (from.after > head)
    throw invalid({ after: `The log ends at position ${head}; nothing has position ${from.after} yet.` })
  let cursor = from.after === 0 ? (await beginning(deps, head)) - 1 : from.after
  const begun = cursor
  const rare = filter.types && [...filter.types, ...(filter.listenerId === undefined ? [] : [LISTENER_TEST])]
  const events: LoggedEvent[] = []
  let looked = 0
  for (let window = WINDOW; looked < LOOKED_AT && cursor < head && events.length < from.limit; window *= 2) {
    // Past all that is of other types, where there may be much of it.
    if (rare !== undefined && head - cursor > window)
      cursor = Math.min(head, ((await nextOfTypes(deps.reader, rare, cursor)) ?? head + 1) - 1)
    const limit = from.limit - events.length
    const to = Math.min(head, cursor + Math.min(window, LOOKED_AT - looked))
    looked += to - cursor
    const found = await listFeed(deps.reader, { after: cursor, to, limit }, filter)
    cursor = found.length === limit ? (found.at(-1)?.position ?? to) : to
    events.push(...found.filter((event) => isFor(event, filter)))
  }
  // Looked at afterwards: what retention took meanwhile would be missing without a word.
  const first = await beginning(deps, head)
  if (begun < first - 1)
    throw new Refusal('gone', {
      message: `The log begins at position ${first}. Read on with after=${first - 1}.`,
    })
  return { events, cursor, head }
}

/** The newest position given. */
export function readHead(deps: Deps): Promise<number> {
  return headPosition(deps.reader)
}

const beginning = async (deps: Deps, head: number): Promise<number> =>
  (await oldestPosition(deps.reader)) ?? head + 1

const isFor = ({ target }: LoggedEvent, { listenerId }: FeedFilter): boolean =>
  target === null || (listenerId !== undefined && target.includes(listenerId))
