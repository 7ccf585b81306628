import type { EventRow } from '../../views/pages/event-log.tsx'
import { userLabel } from '../../views/pages/users.tsx'
import { Refusal } from '../domain/errors.ts'
import type { Actor, LoggedEvent } from '../domain/event.ts'
import { publicUserSchema } from '../domain/user.ts'
import type { Deps } from '../usecases/deps.ts'
import { getUser } from '../usecases/get-user.ts'
import { listApiKeys } from '../usecases/list-api-keys.ts'

/** Events as the console's tables show them, with the names of those who caused them. */
export async function eventRows(deps: Deps, events: readonly LoggedEvent[]): Promise<EventRow[]> {
  const names = await actorNames(deps, events)
  return events.map((event) => ({
    id: event.id,
    position: event.position,
    type: event.type,
    at: event.at,
    user: aboutWhom(event),
    actor: actorWords(event, names),
    ...actorPage(event, names),
  }))
}

/** The user as they were called when it happened; the account may be gone since. */
function aboutWhom({ data, subject }: LoggedEvent): EventRow['user'] {
  const user = publicUserSchema.safeParse(data?.user)
  if (user.success) return { id: user.data.id, label: userLabel(user.data) }
  return subject?.startsWith('usr_') ? { id: subject, label: subject } : null
}

function actorWords(
  { context: { actor }, subject }: LoggedEvent,
  names: ReadonlyMap<string, string>,
): string {
  if (actor.type === 'user' && (actor.id === undefined || actor.id === subject)) return 'self'
  const kind = actor.type.replace('_', ' ')
  return actor.id === undefined ? kind : `${kind} ${names.get(actor.id) ?? actor.id}`
}

/** A name that was found has a page. */
function actorPage({ context: { actor } }: LoggedEvent, names: ReadonlyMap<string, string>) {
  if (actor.id === undefined || !names.has(actor.id)) return {}
  const list = actor.type === 'api_key' ? '/console/api-keys' : '/console/users'
  return { actorHref: `${list}/${encodeURIComponent(actor.id)}` }
}

async function actorNames(deps: Deps, events: readonly LoggedEvent[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  const actors = events.map((event) => event.context.actor)
  if (actors.some((actor) => actor.type === 'api_key'))
    for (const key of await listApiKeys(deps)) names.set(key.id, key.name)
  for (const id of new Set(actors.filter(isPerson).map((actor) => actor.id))) {
    const name = id === undefined ? undefined : await nameOf(deps, id)
    if (id !== undefined && name !== undefined) names.set(id, name)
  }
  return names
}

const isPerson = (actor: Actor): boolean => actor.type === 'operator' || actor.type === 'user'

async function nameOf(deps: Deps, userId: string): Promise<string | undefined> {
  try {
    return userLabel(await getUser(deps, userId))
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return undefined
    throw error
  }
}
