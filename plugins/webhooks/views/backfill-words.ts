/** Backfills as a person reads them. */
import { formatTime, type UserChoice } from '#gatepost'
import type { BackfillView } from '../backfill/backfill.ts'
import { count } from './words.ts'

export const users = (n: number): string => (n === 1 ? '1 user' : `${count(n)} users`)

/** Which users, in a line. */
export function aboutWhom({ choice, repair }: Pick<BackfillView, 'choice' | 'repair'>): string {
  if (repair !== null) return 'What a comparison found'
  const { ids, status, createdFrom, createdBefore }: UserChoice = choice
  if (ids !== undefined) return ids.length === 1 ? `The user ${ids[0]}` : `${users(ids.length)} by id`
  const parts = [
    status === undefined ? '' : `status ${status}`,
    createdFrom === undefined ? '' : `made from ${formatTime(createdFrom, 'full')} on`,
    createdBefore === undefined ? '' : `made before ${formatTime(createdBefore, 'full')}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'All users' : `Users: ${parts.join(', ')}`
}

/** How many of a backfill's deliveries are behind it. */
export const backfilled = ({ delivered, dead, skipped }: BackfillView): number => delivered + dead + skipped
