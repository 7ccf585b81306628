import type { Session } from '../domain/session.ts'
import type { User } from '../domain/user.ts'
import { findSession } from '../repositories/sessions.ts'
import { findUser } from '../repositories/users.ts'
import type { Deps } from './deps.ts'

/** Whom a session belongs to; undefined when it has ended, or its user may not be here. */
export async function findSessionUser(
  deps: Deps,
  sessionId: string,
): Promise<{ user: User; session: Session } | undefined> {
  const session = await findSession(deps.reader, sessionId, deps.clock.now())
  const user = session && (await findUser(deps.reader, session.userId))
  return user && user.status !== 'blocked' ? { user, session } : undefined
}
