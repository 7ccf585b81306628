import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { User } from '../domain/user.ts'
import { toUser, type UserRow } from './user-row.ts'

/** Takes turns over the question who is the last operator. Taken before any row lock. */
export async function lockOperators(tx: Tx, locks: Dialect): Promise<void> {
  await locks.lock(tx, 'gatepost:operators', 'exclusive')
}

/** Whoever may act in the console, blocked ones too. */
export async function listOperators(read: Read): Promise<User[]> {
  const rows: UserRow[] = await read('users').whereNotNull('role').orderBy('id')
  return rows.map(toUser)
}

/** Operators who can act, besides `exceptId`. */
export async function countActiveOperators(read: Read, exceptId?: string): Promise<number> {
  const query = read('users').where({ role: 'operator', status: 'active' })
  if (exceptId) query.whereNot({ id: exceptId })
  const row = await query.count({ count: '*' }).first()
  return Number(row?.count ?? 0)
}

/** Operators who can act. */
export async function listActiveOperators(read: Read): Promise<User[]> {
  const rows: UserRow[] = await read('users').where({ role: 'operator', status: 'active' }).orderBy('id')
  return rows.map(toUser)
}

/** Whether there is an operator at all, blocked or not. */
export async function anyOperator(read: Read): Promise<boolean> {
  return (await read('users').where({ role: 'operator' }).first('id')) !== undefined
}
