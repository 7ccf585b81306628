import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteTokensOfUser } from '../repositories/one-time-tokens.ts'
import { undone } from '../repositories/savepoint.ts'
import { findProvenHolder } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { enqueueMail } from './enqueue-mail.ts'
import { issueToken } from './issue-token.ts'

/**
 * Mails a link that proves `email` for `user`; the address's lock is held. Where somebody else has proven the
 * address, its owner is told instead and no link exists; to the one who asked both look and cost the same.
 */
export async function sendVerification(
  deps: Deps,
  tx: Tx,
  user: User,
  email: string,
  context: EventContext,
): Promise<void> {
  const owner = await findProvenHolder(tx, email)
  if (!owner || owner.id === user.id) return mailLink(deps, tx, user, email, context)
  await undone(tx, (inner) => mailLink(deps, inner, user, email, context))
  await tellOwner(deps, tx, owner, email)
}

/** Tells the owner of a proven address that somebody tried to register with it. */
export async function tellOwner(deps: Deps, tx: Tx, owner: User, email: string): Promise<void> {
  await enqueueMail(deps, tx, { template: 'email_already_registered', user: owner, recipient: email })
}

/** The link itself, for an address that nobody else has proven; older links of the user end. */
export async function mailLink(
  deps: Deps,
  tx: Tx,
  user: User,
  email: string,
  context: EventContext,
): Promise<void> {
  await deleteTokensOfUser(tx, user.id, ['verify_email'])
  const link = await issueToken(deps, tx, { purpose: 'verify_email', userId: user.id, email })
  await enqueueMail(deps, tx, { template: 'verify_email', user, recipient: email, link })
  await deps.announce(
    tx,
    userEvent('user.email.verification_requested', publicUser(user), { email }, context),
  )
}
