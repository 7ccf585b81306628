import type { EventContext } from '../domain/event.ts'
import type { Deps } from './deps.ts'
import { lockedUser } from './locked-user.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * Ends sessions from elsewhere: one of the user's, or all but `except`. Another user's session is never touched.
 * Answers how many ended.
 */
export async function endSessions(
  deps: Deps,
  input: {
    readonly userId: string
    readonly sessionId?: string | undefined
    readonly except?: string | undefined
  },
  context: EventContext,
): Promise<number> {
  const by = context.actor.type === 'user' ? 'user' : 'operator'
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    return revokeSessions(deps, tx, user, { only: input.sessionId, except: input.except, by }, context)
  })
}
