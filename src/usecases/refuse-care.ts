import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import type { User } from '../domain/user.ts'
import { refuseUnlessTrusted } from './grant-operator.ts'

/**
 * Refuses with `forbidden` unless an operator, the command line, the server or an API key acts. A key touches nobody
 * who may open the console: with their factor gone, whoever holds the key would be half way in.
 */
export function refuseCare(context: EventContext, user: User): void {
  if (context.actor.type !== 'api_key') refuseUnlessTrusted(context)
  else if (user.role !== null)
    throw new Refusal('forbidden', { message: 'A key cannot do this to somebody who may open the console.' })
}
