import type { EventContext } from '../domain/event.ts'
import { refuseUnlessTrusted } from './grant-operator.ts'

/**
 * Refuses with `forbidden` unless an operator, the command line, the server or an API key acts; which keys may is said
 * by their scopes. Never for what could make an operator.
 */
export function refusePersons(context: EventContext): void {
  if (context.actor.type !== 'api_key') refuseUnlessTrusted(context)
}
