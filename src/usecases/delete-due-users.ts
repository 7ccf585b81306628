import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { dueDeletions } from '../repositories/users.ts'
import { cancelDeletion } from './cancel-deletion.ts'
import { deleteUser } from './delete-user.ts'
import type { Deps } from './deps.ts'

/** Each is a transaction of its own; between slices the job takes breath. */
const SLICE = 50
const SERVER: EventContext = { actor: { type: 'system' } }

/**
 * Deletes one slice of the accounts whose grace period is over; answers how many were found. Again until 0. An account
 * that the console cannot do without stays after all, and one that another node was quicker with is gone.
 */
export async function deleteDueUsers(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const due = await dueDeletions(deps.reader, now, SLICE)
  for (const userId of due) {
    try {
      await deleteUser(deps, { userId, dueBy: now }, SERVER)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'conflict') await cancelDeletion(deps, { userId }, SERVER)
      else if (error.code !== 'not_found') throw error
    }
  }
  return due.length
}
