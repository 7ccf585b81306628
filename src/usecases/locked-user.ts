import { Refusal } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { lockUser } from '../repositories/users.ts'
import type { Deps } from './deps.ts'

/** The user, whose row is held until `tx` ends; `not_found` without one. First in each transaction. */
export async function lockedUser(deps: Deps, tx: Tx, userId: string): Promise<User> {
  const user = await lockUser(tx, deps.locks, userId)
  if (!user) throw new Refusal('not_found')
  return user
}
