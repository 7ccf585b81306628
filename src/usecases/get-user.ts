import { Refusal } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import { findUser } from '../repositories/users.ts'
import type { Deps } from './deps.ts'

/** Refuses with `not_found`. */
export async function getUser(deps: Deps, userId: string): Promise<User> {
  const user = await findUser(deps.reader, userId)
  if (!user) throw new Refusal('not_found')
  return user
}
