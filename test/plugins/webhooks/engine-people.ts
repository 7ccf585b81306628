/** Users of a running engine: their rows in the database, and the facts about them in the log. */

import { userEvent } from '../../../src/domain/event-catalogue.ts'
import type { User } from '../../../src/domain/user.ts'
import { publicUser } from '../../../src/domain/user.ts'
import { deleteUserRow, insertUser, lockUser, updateUserRow } from '../../../src/repositories/users.ts'
import { type RunningEngine, system } from './running-engine.ts'

/** Users who registered in this order; answers their ids, ascending. */
export async function people(engine: RunningEngine, count: number): Promise<string[]> {
  const { db, host } = engine
  const users = Array.from({ length: count }, (_, n) => userOf(host.id('usr'), n, 1_700_000_000_000 + n))
  await db.transaction(async (tx) => {
    for (const user of users) {
      await insertUser(tx, user)
      await host.announce(tx, userEvent('user.registered', publicUser(user), { method: 'api' }, system))
    }
  })
  return users.map(({ id }) => id)
}

/** A change of somebody's name, as the use-case makes it. */
export async function changeName({ db, host }: RunningEngine, id: string, name: string): Promise<void> {
  await db.transaction(async (tx) => {
    const user = await lockUser(tx, db.dialect, id)
    if (!user) throw new Error(`there is no user ${id}`)
    await updateUserRow(tx, id, { name })
    const changes = { name: { from: user.name, to: name } }
    await host.announce(tx, userEvent('user.updated', publicUser({ ...user, name }), { changes }, system))
  })
}

/** The deletion of somebody. */
export async function leave({ db, host }: RunningEngine, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const user = await lockUser(tx, db.dialect, id)
    if (!user) throw new Error(`there is no user ${id}`)
    await deleteUserRow(tx, id)
    await host.announce(tx, userEvent('user.deleted', publicUser(user), { by: 'operator' }, system))
  })
}

function userOf(id: string, n: number, createdAt: number): User {
  return {
    id,
    username: `person-${n}`,
    usernameKey: `person-${n}`,
    email: `person-${n}@example.org`,
    emailVerified: true,
    firstVerifiedAt: createdAt,
    proofOwed: false,
    phone: null,
    name: `Person ${n}`,
    givenName: null,
    familyName: null,
    locale: null,
    zoneinfo: null,
    externalId: null,
    status: 'active',
    statusReason: null,
    role: null,
    mfaEnabled: false,
    customFields: {},
    privateFields: {},
    deleteAt: null,
    passwordExpired: false,
    loginsCount: 0,
    lastLoginAt: null,
    createdAt,
    updatedAt: createdAt,
  }
}
