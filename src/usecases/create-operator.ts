import type { EventContext } from '../domain/event.ts'
import type { User } from '../domain/user.ts'
import type { Deps } from './deps.ts'
import { refuseUnlessTrusted } from './grant-operator.ts'
import { insertOperator, type OperatorInput } from './insert-operator.ts'

/** The command line makes an operator, first or further. Refuses as `insertOperator` does. */
export async function createOperator(deps: Deps, input: OperatorInput, context: EventContext): Promise<User> {
  refuseUnlessTrusted(context)
  return insertOperator(deps, input, context, async () => {})
}
