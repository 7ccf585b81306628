import { invalid } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { fault } from '../domain/faults.ts'
import { readIdentifier } from '../domain/identifiers.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import { undone } from '../repositories/savepoint.ts'
import { findCandidates, insertUser, lockUsers } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { enqueueMail } from './enqueue-mail.ts'
import { issueToken } from './issue-token.ts'
import { newUser } from './new-user.ts'

/** An address that several hold unproven gets a link for each, the oldest first, at most this many. */
const MOST_LINKS = 3

/**
 * Mails a link to set a new password, by username or address. The answer is the same whether or not there is such a
 * user, and so is the work: for a stranger the same rows are written and undone. Blocked users get no link, nor does
 * an address that `mayMail` says no to; it is asked once, whatever was typed. Refuses with `invalid` (identifier) only
 * when nothing was typed.
 */
export async function requestPasswordReset(
  deps: Deps,
  input: {
    readonly identifier: string
    /** Given the address that was typed, or the one behind a username, null where there is none. */
    readonly mayMail?: (address: string | null) => Promise<boolean>
  },
  context: EventContext,
): Promise<void> {
  if (input.identifier.trim() === '') throw invalid({ identifier: fault('type_identifier') })
  const identifier = readIdentifier(input.identifier)
  const candidates = await findCandidates(deps.reader, identifier, MOST_LINKS)
  const meant = candidates[0]?.user.emailVerified ? candidates.slice(0, 1) : candidates
  const address = 'email' in identifier ? identifier.email : (candidates[0]?.user.email ?? null)
  const within = (await input.mayMail?.(address)) ?? true
  await deps.transaction(async (tx) => {
    const users = await lockUsers(
      tx,
      deps.locks,
      meant.map((candidate) => candidate.user.id),
    )
    const reachable = users.filter((user) => within && user.email !== null && user.status !== 'blocked')
    for (const user of reachable) await mailResetLink(deps, tx, user, context)
    if (reachable.length === 0) await pretend(deps, tx, context)
  })
}

/** The link itself, for a user with an address; older links of the user end. */
export async function mailResetLink(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<void> {
  const { email } = user
  if (email === null) return
  await deleteTokensOfUser(tx, user.id, ['reset_password'])
  const link = await issueToken(deps, tx, { purpose: 'reset_password', userId: user.id, email })
  await enqueueMail(deps, tx, { template: 'reset_password', user, recipient: email, link })
  await deps.announce(
    tx,
    serverEvent('user.password.reset_requested', user.id, { user: publicUser(user) }, context),
  )
}

/** The cost of a link without a link. The token that stays belongs to nobody; it makes the commit a real one. */
async function pretend(deps: Deps, tx: Tx, context: EventContext): Promise<void> {
  const nobody = newUser(deps, { email: 'nobody@localhost', status: 'active' })
  await undone(tx, async (inner) => {
    await insertUser(inner, nobody)
    await mailResetLink(deps, inner, nobody, context)
  })
  await issueToken(deps, tx, { purpose: 'reset_password', userId: null, email: null })
}
