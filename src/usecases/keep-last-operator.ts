import { Refusal } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { countActiveOperators } from '../repositories/users.ts'

/** Refuses with `conflict` when `user` is the last operator who can act; the operators' lock is held. */
export async function keepLastOperator(
  tx: Tx,
  user: User,
  deed: 'blocked' | 'deleted' | 'demoted',
): Promise<void> {
  if (user.role !== 'operator') return
  if ((await countActiveOperators(tx, user.id)) === 0)
    throw new Refusal('conflict', {
      message: `The last operator cannot be ${deed}. Make another user operator first.`,
    })
}
