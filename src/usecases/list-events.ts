import { Refusal } from '../domain/errors.ts'
import type { LoggedEvent } from '../domain/event.ts'
import { findEvent, headPosition, type LogFilter, listLog } from '../repositories/log.ts'
import type { Deps } from './deps.ts'

export type { LogFilter } from '../repositories/log.ts'

/** A page of the log for the console. */
export async function listEvents(deps: Deps, filter: LogFilter): Promise<LoggedEvent[]> {
  return listLog(deps.reader, filter)
}

/** Refuses with `not_found`. */
export async function getEvent(deps: Deps, id: string): Promise<LoggedEvent> {
  const event = await findEvent(deps.reader, id)
  if (!event) throw new Refusal('not_found')
  return event
}

/**
 * The feed: events with a position above `after`, in order, and the newest position of the log. Refuses with `gone`
 * when events right after `after` have been removed by retention; the message says where to begin.
 */
export async function readFeed(
  deps: Deps,
  input: { readonly after: number; readonly types?: readonly string[] | undefined; readonly limit: number },
): Promise<{ events: readonly LoggedEvent[]; head: number }> {
  const head = await headPosition(deps.reader)
  const [oldest] = await listLog(deps.reader, { limit: 1, order: 'asc' })
  const first = oldest?.position ?? head + 1
  if (input.after < first - 1 && input.after > 0)
    throw new Refusal('gone', {
      message: `The log begins at position ${first}. Read on with after=${first - 1}.`,
    })
  const events = await listLog(deps.reader, {
    after: input.after,
    limit: input.limit,
    order: 'asc',
    ...(input.types?.length ? { types: input.types } : {}),
  })
  return { events, head }
}
