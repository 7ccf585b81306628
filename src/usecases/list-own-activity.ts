import { ACTIVITY_TYPES, type Activity, type ActivityType, activityFacts } from '../domain/activity.ts'
import type { EventContext } from '../domain/event.ts'
import { newestEventsOf } from '../repositories/user-history.ts'
import type { Deps } from './deps.ts'

export interface ActivityPage {
  readonly activities: readonly Activity[]
  /** The cursor of the page after, or null. */
  readonly next: string | null
}

interface Row {
  readonly id: string
  readonly type: ActivityType
  readonly at: number
  readonly data: string | null
  readonly context: string
}

/** What happened to an account, newest first, for its person. A cursor that is none of theirs leads to an empty page. */
export async function listOwnActivity(
  deps: Deps,
  input: { readonly userId: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<ActivityPage> {
  const { userId, cursor, limit } = input
  const page = { types: ACTIVITY_TYPES, before: cursor, limit: limit + 1 }
  const rows: Row[] = await newestEventsOf(deps.reader, userId, page)
  const shown = rows.slice(0, limit)
  return {
    activities: shown.map(toActivity),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}

function toActivity({ data, context, ...row }: Row): Activity {
  const { actor, ip, userAgent }: EventContext = JSON.parse(context)
  const own = actor.type === 'user'
  return {
    ...row,
    by: actor.type,
    ip: (own ? ip : undefined) ?? null,
    userAgent: (own ? userAgent : undefined) ?? null,
    facts: activityFacts.parse(data === null ? {} : JSON.parse(data)),
  }
}
