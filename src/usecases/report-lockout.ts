import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { maskIdentifier, readIdentifier } from '../domain/identifiers.ts'
import { publicUser } from '../domain/user.ts'
import { findCandidates } from '../repositories/users.ts'
import { announceFailure } from './check-password.ts'
import type { Deps } from './deps.ts'

/**
 * The limiter refused a sign-in. `began`: the waiting begins with this try (`user.login.locked`); otherwise it was
 * refused while waiting (`user.login.failed`, locked). `until` is UTC epoch milliseconds.
 */
export async function reportLockout(
  deps: Deps,
  input: { readonly identifier: string; readonly until: number; readonly began: boolean },
  context: EventContext,
): Promise<void> {
  const found = await findCandidates(deps.reader, readIdentifier(input.identifier), 2)
  const user = found.length === 1 || found[0]?.user.emailVerified ? found[0]?.user : undefined
  if (!input.began) {
    const identifier = found.length > 0 ? input.identifier.trim() : maskIdentifier(input.identifier)
    await announceFailure(deps, user, { reason: 'locked', identifier }, context)
    return
  }
  const until = new Date(input.until).toISOString()
  await deps.transaction((tx) =>
    deps.announce(
      tx,
      serverEvent(
        'user.login.locked',
        user?.id ?? null,
        { ...(user ? { user: publicUser(user) } : {}), until },
        context,
      ),
    ),
  )
}
