import { invalid } from '../domain/errors.ts'
import type { User, UserStatus } from '../domain/user.ts'
import { decodeCursor, encodeCursor } from '../lib/page-cursor.ts'
import { countUserRows, listUserRows, type UserCounts } from '../repositories/users.ts'
import type { Deps } from './deps.ts'

export type { UserCounts } from '../repositories/users.ts'

/** A page of users, newest first. `next` is the cursor of the page after, or null. Refuses with `invalid` (cursor). */
export async function listUsers(
  deps: Deps,
  input: {
    readonly cursor?: string | undefined
    readonly limit: number
    readonly search?: string | undefined
    readonly status?: UserStatus | undefined
    readonly operators?: boolean | undefined
  },
): Promise<{ users: readonly User[]; next: string | null }> {
  const search = input.search?.trim()
  const rows = await listUserRows(deps.reader, {
    limit: input.limit + 1,
    ...(input.cursor ? { before: readCursor(input.cursor) } : {}),
    ...(search ? { search } : {}),
    ...(input.status ? { status: input.status } : {}),
    ...(input.operators ? { operators: true } : {}),
  })
  const users = rows.slice(0, input.limit)
  const last = users.at(-1)
  return { users, next: rows.length > users.length && last ? encodeCursor([last.createdAt, last.id]) : null }
}

export async function countUsers(deps: Deps): Promise<UserCounts> {
  return countUserRows(deps.reader)
}

function readCursor(cursor: string): { createdAt: number; id: string } {
  const [createdAt, id, ...more] = decodeCursor(cursor) ?? []
  if (typeof createdAt !== 'number' || typeof id !== 'string' || more.length > 0)
    throw invalid({ cursor: 'This cursor is not one that a list of users gave.' })
  return { createdAt, id }
}
