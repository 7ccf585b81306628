import { SESSION_TOUCH_MS, type Session, sessionEnd } from '../domain/session.ts'
import { touchSessionRow } from '../repositories/sessions.ts'
import type { Deps } from './deps.ts'

/** Notes that a session is in use; writes at most once a minute, however many requests come. */
export async function touchSession(deps: Deps, session: Session): Promise<void> {
  const at = deps.clock.now()
  const before = at - SESSION_TOUCH_MS
  if (session.lastSeenAt > before) return
  const expiresAt = sessionEnd(deps.rules.sessionLives, session, at)
  await deps.transaction((tx) => touchSessionRow(tx, session.id, { at, before, expiresAt }))
}
