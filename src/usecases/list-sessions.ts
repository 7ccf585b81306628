import type { Session } from '../domain/session.ts'
import { listSessionRows } from '../repositories/sessions.ts'
import type { Deps } from './deps.ts'

/** A user's live sessions, newest first. */
export async function listSessions(deps: Deps, userId: string): Promise<Session[]> {
  return listSessionRows(deps.reader, userId, deps.clock.now())
}
