import type { User } from '../domain/user.ts'
import { listOperators as listOperatorRows } from '../repositories/operators.ts'
import type { Deps } from './deps.ts'

/** Operators and viewers, whoever came first first. */
export async function listOperators(deps: Pick<Deps, 'reader'>): Promise<readonly User[]> {
  return listOperatorRows(deps.reader)
}
