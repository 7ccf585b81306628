import type { User } from '../domain/user.ts'
import type { Deps } from '../usecases/deps.ts'
import { listUsers } from '../usecases/list-users.ts'

/** Users whose names begin alike are looked through up to here. */
const LOOKED_AT = 20

/** The user whom an operator means: by id, or exactly by a username or an address. */
export async function findPerson(deps: Deps, typed: string): Promise<User | undefined> {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return undefined
  const { users } = await listUsers(deps, { search: wanted, limit: LOOKED_AT })
  return users.find(({ id, username, email }) =>
    [id, username, email].some((name) => name?.toLowerCase() === wanted),
  )
}
