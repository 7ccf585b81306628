import type { EventContext } from '../domain/event.ts'

/** The circumstances with a person who has only now become known put in as the actor. */
export function actingAs(context: EventContext, userId: string): EventContext {
  const { actor } = context
  return actor.type === 'user' && actor.id === undefined
    ? { ...context, actor: { type: 'user', id: userId } }
    : context
}
