import { deleteTokensFor } from '../repositories/one-time-tokens.ts'
import { anyOperator, lockOperators } from '../repositories/operators.ts'
import type { Deps } from './deps.ts'
import { type IssuedToken, issueToken } from './issue-token.ts'

/**
 * A link to create the first operator, for the terminal alone; the one of an earlier start ends. Undefined once there
 * is an operator.
 */
export async function makeSetupLink(deps: Deps): Promise<IssuedToken | undefined> {
  return deps.transaction(async (tx) => {
    await lockOperators(tx, deps.locks)
    await deleteTokensFor(tx, 'setup')
    if (await anyOperator(tx)) return undefined
    return issueToken(deps, tx, { purpose: 'setup', userId: null, email: null })
  })
}
