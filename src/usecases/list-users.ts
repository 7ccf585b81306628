import { invalid } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import { decodeCursor, encodeCursor } from '../lib/page-cursor.ts'
import { countUserRows, type UserCounts } from '../repositories/user-counts.ts'
import type { UserFilter } from '../repositories/user-list.ts'
import { searchUsers } from '../repositories/user-search.ts'
import { findUser, listUserRows, usersById } from '../repositories/users.ts'
import type { Deps } from './deps.ts'

export type { UserCounts } from '../repositories/user-counts.ts'

export interface UserPage {
  readonly users: readonly User[]
  /** The cursor of the page after, or null. */
  readonly next: string | null
}

type Place = readonly [number | string, string]

/**
 * A page of users: newest first, or with `search` those whose username, address, name or external id begins with it,
 * in the order of what matched. A page of a search may be short although there is a `next`. Refuses with `invalid`
 * (cursor).
 */
export async function listUsers(
  deps: Deps,
  input: UserFilter & {
    readonly cursor?: string | undefined
    readonly limit: number
    readonly search?: string | undefined
  },
): Promise<UserPage> {
  const { cursor, limit, search, status, mfaEnabled, createdFrom, createdBefore } = input
  const filter = { status, mfaEnabled, createdFrom, createdBefore }
  const typed = search?.trim() ?? ''
  if (typed === '') return newest(deps, filter, cursor ? readCursor(cursor, 'number') : undefined, limit)
  if (typed.startsWith('usr_')) {
    const user = await findUser(deps.reader, typed)
    if (user) return { users: [user], next: null }
  }
  const [key, id] = cursor ? readCursor(cursor, 'string') : []
  const after = typeof key === 'string' && id !== undefined ? { key, id } : undefined
  const { ids, next } = await searchUsers(deps.reader, deps.locks, { typed, filter, after, limit })
  return { users: await usersById(deps.reader, ids), next: next && encodeCursor([next.key, next.id]) }
}

async function newest(
  deps: Deps,
  filter: UserFilter,
  place: Place | undefined,
  limit: number,
): Promise<UserPage> {
  const before = place && { createdAt: Number(place[0]), id: place[1] }
  const rows = await listUserRows(deps.reader, filter, { before, limit: limit + 1 })
  const users = rows.slice(0, limit)
  const last = users.at(-1)
  return { users, next: rows.length > users.length && last ? encodeCursor([last.createdAt, last.id]) : null }
}

export async function countUsers(deps: Deps): Promise<UserCounts> {
  return countUserRows(deps.reader)
}

function readCursor(cursor: string, kind: 'number' | 'string'): Place {
  const [at, id, ...more] = decodeCursor(cursor) ?? []
  if (at === undefined || typeof at !== kind || typeof id !== 'string' || more.length > 0)
    throw invalid({ cursor: 'This cursor is not one that this list of users gave.' })
  return [at, id]
}
