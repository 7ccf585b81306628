import { Refusal } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import type { Read, Tx } from '../repositories/connection.ts'
import { countActiveOperators } from '../repositories/operators.ts'
import type { Deps } from './deps.ts'

/** Refuses with `conflict` when `user` is the last operator who can act; the operators' lock is held. */
export async function keepLastOperator(
  tx: Tx,
  user: User,
  deed: 'blocked' | 'deleted' | 'demoted',
): Promise<void> {
  if (await isLast(tx, user))
    throw new Refusal('conflict', {
      message: `The last operator cannot be ${deed}. Make another user operator first.`,
    })
}

/** Whether nobody else could act as operator; for a page to say so beforehand. */
export function isLastOperator(deps: Pick<Deps, 'reader'>, user: User): Promise<boolean> {
  return isLast(deps.reader, user)
}

async function isLast(read: Read, user: User): Promise<boolean> {
  return user.role === 'operator' && (await countActiveOperators(read, user.id)) === 0
}
