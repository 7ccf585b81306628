import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { hasSecondFactor, type Method, type Session, sessionEnd } from '../domain/session.ts'
import { publicUser, type User } from '../domain/user.ts'
import { insertSession } from '../repositories/sessions.ts'
import { updateUserRow } from '../repositories/users.ts'
import { actingAs } from './acting-as.ts'
import { keepAndTell } from './cancel-deletion.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { lockedUser } from './locked-user.ts'
import { samePassword } from './prove-again.ts'

const USER_AGENT_MAX = 512

/**
 * The last proof is given: a session begins. An account that was to be deleted is `kept` by it. Refuses with `blocked`; with `forbidden` where a second factor is
 * enrolled and not among `methods`; with `unauthenticated` where the password was changed after it was proven.
 */
export async function beginSession(
  deps: Deps,
  input: {
    readonly userId: string
    readonly methods: readonly Method[]
    readonly passwordVersion: number | null
    /** Whether the browser is one that never signed in to this account; its owner hears of it by mail. */
    readonly newDevice?: boolean
    /** Whether the person stays signed in when the browser closes. */
    readonly remember?: boolean
  },
  context: EventContext,
): Promise<{ user: User; session: Session; kept: boolean }> {
  const sessionId = deps.id('ses')
  const as = { ...actingAs(context, input.userId), sessionId }
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    if (user.status === 'blocked') throw new Refusal('blocked')
    if (user.mfaEnabled && !hasSecondFactor(input.methods)) throw new Refusal('forbidden')
    await samePassword(tx, user.id, input.passwordVersion)
    const now = deps.clock.now()
    const remembered = input.remember === true
    const session: Session = {
      id: sessionId,
      userId: user.id,
      methods: [...input.methods],
      ip: context.ip ?? null,
      userAgent: context.userAgent?.slice(0, USER_AGENT_MAX) ?? null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: sessionEnd(deps.rules.sessionLives, { createdAt: now, remembered }, now),
      remembered,
    }
    await insertSession(tx, session)
    const kept = await keepAndTell(deps, tx, user, as)
    const signedIn: User = { ...kept, loginsCount: user.loginsCount + 1, lastLoginAt: now }
    await updateUserRow(tx, user.id, { loginsCount: signedIn.loginsCount, lastLoginAt: now })
    await deps.announce(
      tx,
      userEvent('user.login.succeeded', publicUser(signedIn), { methods: [...input.methods], sessionId }, as),
    )
    // Nobody needs to be told of their first sign-in, and an unproven address may be somebody else's.
    if (input.newDevice === true && user.loginsCount > 0 && user.emailVerified)
      await tellUser(deps, tx, 'new_device', user, {
        device: { ip: session.ip, userAgent: session.userAgent },
      })
    return { user: signedIn, session, kept: user.status === 'deleting' }
  })
}
