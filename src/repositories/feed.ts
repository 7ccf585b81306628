import type { Read } from '../db/database.ts'
import type { LoggedEvent } from '../domain/event.ts'
import { LISTENER_TEST } from '../domain/listener.ts'
import { columns, type LogRow, toEvent } from './log.ts'

export interface FeedFilter {
  /** Absent: every type that `*` means to a webhook. */
  readonly types?: readonly string[] | undefined
  /** Tests that were addressed to this listener come too. */
  readonly listenerId?: string | undefined
}

/**
 * The events above `after` up to `to` that nobody was named for, in order; with a listener also those that name it or
 * another one. At most `limit`.
 */
export async function listFeed(
  read: Read,
  range: { readonly after: number; readonly to: number; readonly limit: number },
  { types, listenerId }: FeedFilter,
): Promise<LoggedEvent[]> {
  const rows: LogRow[] = await read('log')
    .join('events', 'events.seq', 'log.seq')
    .where('log.position', '>', range.after)
    .where('log.position', '<=', range.to)
    .where((query) => {
      query.where((open) => {
        open.whereNull('events.target')
        // By the log's own column first: where nothing fits, no event is looked at. It is empty where a node of an earlier
        // version gave the position.
        if (types) open.whereIn('log.type', [...types, '']).whereIn('events.type', [...types])
        else open.whereNot('events.type', 'like', 'webhook.%')
      })
      if (listenerId !== undefined) query.orWhere('events.type', LISTENER_TEST)
    })
    .orderBy('log.position')
    .limit(range.limit)
    .select(columns)
  return rows.map(toEvent)
}

/** The lowest position above `after` of an event that may be of one of these types, each looked up in the index. */
export async function nextOfTypes(
  read: Read,
  types: readonly string[],
  after: number,
): Promise<number | undefined> {
  const nearest = [...types, ''].map((type) =>
    read('log').where({ type }).where('position', '>', after).min({ position: 'position' }),
  )
  const rows: { position: number | null }[] = await read.unionAll(nearest)
  const found = rows.flatMap(({ position }) => (position === null ? [] : [position]))
  return found.length === 0 ? undefined : Math.min(...found)
}

/** The position of the oldest event that is still there. */
export async function oldestPosition(read: Read): Promise<number | undefined> {
  const row: { position: number } | undefined = await read('log').orderBy('position').first('position')
  return row?.position
}
