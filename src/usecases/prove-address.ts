import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { deleteRivalTokens } from '../repositories/one-time-tokens.ts'
import { holderIds, lockAddress, lockUsers, updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { enqueueMail } from './enqueue-mail.ts'

/** A user about to prove an address, and everybody else who holds it; all rows are held until `tx` ends. */
export interface Contenders {
  readonly user: User | undefined
  readonly others: readonly User[]
}

/** Takes the address's lock, then the rows of `userId` and of every holder, in the order of their ids. */
export async function lockContenders(
  deps: Deps,
  tx: Tx,
  email: string,
  userId: string | null,
): Promise<Contenders> {
  await lockAddress(tx, deps.locks, email)
  const ids = await holderIds(tx, email)
  const users = await lockUsers(tx, deps.locks, userId === null ? ids : [...ids, userId])
  return {
    user: users.find((user) => user.id === userId),
    others: users.filter((user) => user.id !== userId && user.email === email),
  }
}

/**
 * The address is `user`'s from now on: whoever proves it gets it, and the others, who had not, lose it. Refuses with
 * `link_spent` where another user has proven it before. Answers the user as it is then.
 */
export async function proveAddress(
  deps: Deps,
  tx: Tx,
  user: User,
  email: string,
  others: readonly User[],
  context: EventContext,
): Promise<User> {
  if (others.some((other) => other.emailVerified)) throw new Refusal('link_spent')
  for (const other of others) await loseAddress(deps, tx, other, context)
  await deleteRivalTokens(tx, email, user.id)
  if (user.email === email && user.emailVerified) return user
  const now = deps.clock.now()
  const first = user.firstVerifiedAt === null
  const proven: User = {
    ...user,
    email,
    emailVerified: true,
    firstVerifiedAt: user.firstVerifiedAt ?? now,
    proofOwed: false,
    updatedAt: now,
  }
  await updateUserRow(tx, user.id, {
    email,
    emailVerified: true,
    firstVerifiedAt: proven.firstVerifiedAt,
    proofOwed: false,
    updatedAt: now,
  })
  if (user.email !== email) {
    const changes = { email: { from: user.email, to: email } }
    await deps.announce(tx, userEvent('user.updated', publicUser(proven), { changes }, context))
    if (user.email !== null && user.emailVerified)
      await enqueueMail(deps, tx, {
        template: 'email_changed',
        user: proven,
        recipient: user.email,
        about: email,
      })
  }
  await deps.announce(tx, userEvent('user.email.verified', publicUser(proven), { email, first }, context))
  return proven
}

/** Takes an address that `user` has not proven from them; the caller holds the row. */
export async function loseAddress(deps: Deps, tx: Tx, user: User, context: EventContext): Promise<void> {
  const now = deps.clock.now()
  await updateUserRow(tx, user.id, { email: null, updatedAt: now })
  const changes = { email: { from: user.email, to: null } }
  const without = publicUser({ ...user, email: null, updatedAt: now })
  await deps.announce(tx, userEvent('user.updated', without, { changes }, context))
}
