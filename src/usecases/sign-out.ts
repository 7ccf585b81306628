import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser } from '../domain/user.ts'
import { deleteSessions, findSession } from '../repositories/sessions.ts'
import { lockUser } from '../repositories/users.ts'
import type { Deps } from './deps.ts'

/** A person ends the own session. Nothing happens, and nothing is announced, when it has ended already. */
export async function signOut(
  deps: Deps,
  input: { readonly sessionId: string },
  context: EventContext,
): Promise<void> {
  const now = deps.clock.now()
  const session = await findSession(deps.reader, input.sessionId, now)
  if (!session) return
  await deps.transaction(async (tx) => {
    const user = await lockUser(tx, deps.locks, session.userId)
    const ended = user ? await deleteSessions(tx, user.id, { only: session.id }, now) : []
    if (!user || ended.length === 0) return
    await deps.announce(
      tx,
      userEvent('user.logged_out', publicUser(user), { sessionId: session.id }, context),
    )
  })
}
