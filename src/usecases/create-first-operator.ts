import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import type { User } from '../domain/user.ts'
import { hashToken } from '../lib/secrets.ts'
import { consumeToken, findToken } from '../repositories/one-time-tokens.ts'
import { anyOperator } from '../repositories/operators.ts'
import type { Deps } from './deps.ts'
import { insertOperator, type OperatorInput } from './insert-operator.ts'

/**
 * The holder of the printed link becomes the first operator. Refuses with `link_spent`, also once there is an
 * operator, and as `insertOperator` does, which leaves the link as it was.
 */
export async function createFirstOperator(
  deps: Deps,
  input: OperatorInput & { readonly token: string },
  context: EventContext,
): Promise<User> {
  const hash = hashToken(input.token)
  // Looked at before anything is hashed, so that a stranger's guess costs one lookup.
  if (!(await findToken(deps.reader, hash, ['setup'], deps.clock.now()))) throw new Refusal('link_spent')
  return insertOperator(deps, input, context, async (tx) => {
    if ((await anyOperator(tx)) || !(await consumeToken(tx, hash, deps.clock.now())))
      throw new Refusal('link_spent')
  })
}
