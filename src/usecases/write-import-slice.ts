import type { EventContext, EventDraft } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { publicUser, type User } from '../domain/user.ts'
import type { UserImport } from '../domain/user-import.ts'
import { faultPoint } from '../lib/fault-point.ts'
import type { Tx } from '../repositories/connection.ts'
import { insertCredentials, insertUsers, lockAddresses, takenNames } from '../repositories/imported-users.ts'
import { deleteRivalTokens } from '../repositories/one-time-tokens.ts'
import { deleteSliceRow, replaceFaults } from '../repositories/user-import-lines.ts'
import { lockUsers } from '../repositories/users.ts'
import type { LineRange, SliceOutcome } from './check-import-slice.ts'
import type { ImportedUser } from './check-user-line.ts'
import type { Deps } from './deps.ts'
import { type Judged, judgeNames, judgeTaken } from './judge-imported.ts'
import { loseAddress } from './prove-address.ts'

/**
 * Writes the users of a slice with their events. The slice goes in the same transaction, so each line is dealt with
 * once. Nothing is hashed here: a hash is taken as it is and made anew at the first sign-in.
 */
export async function writeImportSlice(
  deps: Deps,
  tx: Tx,
  one: UserImport,
  judged: Judged,
  range: LineRange,
): Promise<SliceOutcome> {
  const context: EventContext = one.quiet ? { ...one.context, quiet: true } : one.context
  // Two imports that write the same names crosswise would wait for each other.
  await deps.locks.lock(tx, 'gatepost:user-imports', 'exclusive')
  await lockAddresses(tx, deps.locks, addressesOf(judged.users))
  const { users, faults } = await judgeNames(tx, one.id, judged)
  await takeAddresses(deps, tx, users, context)

  const inserted = await insertUsers(tx, deps.locks, users.map(arrived))
  const created = users.filter(({ user }) => inserted.has(user.id))
  const late = users.filter(({ user }) => !inserted.has(user.id))
  await insertCredentials(
    tx,
    deps.locks,
    created.flatMap(({ user, passwordHash }) =>
      passwordHash === undefined ? [] : [{ userId: user.id, passwordHash, at: user.createdAt }],
    ),
  )
  await deps.announce(tx, ...created.flatMap((imported) => factsOf(imported, context)))
  const found = [...faults, ...(await judgeTaken(tx, late))]
  const moreBad = await replaceFaults(tx, deps.locks, one.id, range, found)
  await deleteSliceRow(tx, one.id, one.position)
  faultPoint('import-slice')
  return { created: created.length, moreBad }
}

const addressesOf = (users: readonly ImportedUser[]): string[] =>
  users.map(({ user }) => user.email).filter((email) => email !== null)

/** The user as written. */
function arrived(imported: ImportedUser): User {
  const proven = provenOf(imported)
  return imported.blocked ? { ...proven, status: 'blocked' } : proven
}

function provenOf({ user, emailVerified }: ImportedUser): User {
  return emailVerified ? { ...user, emailVerified: true, firstVerifiedAt: user.createdAt } : user
}

/** What came to be, one fact after the other, each with the user as of then. */
function factsOf(imported: ImportedUser, context: EventContext): EventDraft[] {
  const { user, emailVerified, blocked } = imported
  const facts = [userEvent('user.registered', publicUser(user), { method: 'import' }, context)]
  if (emailVerified && user.email !== null) {
    const adds = { email: user.email, first: true }
    facts.push(userEvent('user.email.verified', publicUser(provenOf(imported)), adds, context))
  }
  if (blocked) facts.push(userEvent('user.blocked', publicUser(arrived(imported)), { reason: null }, context))
  return facts
}

/** An address that the file vouches for leaves whoever holds it without having proven it. */
async function takeAddresses(
  deps: Deps,
  tx: Tx,
  users: readonly ImportedUser[],
  context: EventContext,
): Promise<void> {
  const vouched = users.filter(({ emailVerified }) => emailVerified)
  const { holders } = await takenNames(tx, {
    usernameKeys: [],
    externalIds: [],
    emails: addressesOf(vouched),
  })
  const ids = [...holders.values()].flat().map(({ id }) => id)
  for (const loser of await lockUsers(tx, deps.locks, ids)) await loseAddress(deps, tx, loser, context)
  for (const { user } of vouched)
    if (user.email !== null && holders.has(user.email)) await deleteRivalTokens(tx, user.email, user.id)
}
