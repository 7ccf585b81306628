import { Refusal } from '../domain/errors.ts'
import type { LoggedEvent } from '../domain/event.ts'
import { findEvent, headPosition, type LogFilter, listLog } from '../repositories/log.ts'
import { positionsBetween } from '../repositories/log-times.ts'
import type { Deps } from './deps.ts'

export type { LogFilter } from '../repositories/log.ts'

/** A page of the log for the console. */
export async function listEvents({ reader }: Deps, filter: LogFilter): Promise<LoggedEvent[]> {
  const { fromAt = null, untilAt = null, after = 0, before = Number.MAX_SAFE_INTEGER } = filter
  if (fromAt === null && untilAt === null) return listLog(reader, filter)
  const around = await positionsBetween(reader, fromAt, untilAt, await headPosition(reader))
  return listLog(reader, {
    ...filter,
    after: Math.max(after, around.after),
    before: Math.min(before, around.last + 1),
  })
}

/** Refuses with `not_found`. */
export async function getEvent(deps: Deps, id: string): Promise<LoggedEvent> {
  const event = await findEvent(deps.reader, id)
  if (!event) throw new Refusal('not_found')
  return event
}
