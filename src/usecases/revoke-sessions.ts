import type { z } from 'zod'
import type { EventContext } from '../domain/event.ts'
import { type revokers, userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteSessions, type WhichSessions } from '../repositories/sessions.ts'
import type { Deps } from './deps.ts'

/** Ends a locked user's sessions, one `user.session.revoked` each; answers how many. */
export async function revokeSessions(
  deps: Deps,
  tx: Tx,
  user: User,
  how: WhichSessions & { readonly by: z.infer<typeof revokers> },
  context: EventContext,
): Promise<number> {
  const ended = await deleteSessions(tx, user.id, how, deps.clock.now())
  const about = publicUser(user)
  await deps.announce(
    tx,
    ...ended.map((session) =>
      userEvent('user.session.revoked', about, { sessionId: session.id, by: how.by }, context),
    ),
  )
  return ended.length
}
