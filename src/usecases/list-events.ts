import { Refusal } from '../domain/errors.ts'
import type { LoggedEvent } from '../domain/event.ts'
import { findEvent, type LogFilter, listLog } from '../repositories/log.ts'
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
