import type { LoggedEvent } from '../domain/event.ts'
import type { Method } from '../domain/session.ts'
import { type PublicUser, publicUser } from '../domain/user.ts'
import type { Deps } from './deps.ts'
import { getUser } from './get-user.ts'
import { listEvents } from './list-events.ts'
import { listPasskeys } from './list-passkeys.ts'
import { listSessions } from './list-sessions.ts'
import { readSecurity } from './read-security.ts'

const PAGE = 1000
/** The newest events that a copy holds; more than a person causes in years. */
export const OWN_EVENTS_MAX = 10_000

/** All that this server keeps about a person, without secrets. Times are ISO 8601 UTC. */
export interface OwnData {
  readonly takenAt: string
  readonly user: PublicUser
  readonly security: {
    readonly passwordChangedAt: string | null
    readonly authenticatorAppSince: string | null
    readonly recoveryCodesLeft: number
    readonly passkeys: readonly {
      readonly id: string
      readonly name: string
      readonly createdAt: string
      readonly lastUsedAt: string | null
    }[]
  }
  readonly sessions: readonly {
    readonly id: string
    readonly methods: readonly Method[]
    readonly ip: string | null
    readonly userAgent: string | null
    readonly createdAt: string
    readonly lastSeenAt: string
  }[]
  /** Newest first, `OWN_EVENTS_MAX` at most. Where somebody else acted, their address and browser are left out. */
  readonly events: readonly {
    readonly id: string
    readonly type: string
    readonly at: string
    readonly by: string
    readonly ip?: string
    readonly userAgent?: string
    readonly data: Readonly<Record<string, unknown>> | null
  }[]
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** Refuses with `not_found`. */
export async function readOwnData(deps: Deps, userId: string): Promise<OwnData> {
  const user = await getUser(deps, userId)
  const security = await readSecurity(deps, userId)
  const passkeys = await listPasskeys(deps, userId)
  const sessions = await listSessions(deps, userId)
  return {
    takenAt: iso(deps.clock.now()),
    user: { ...publicUser(user), customFields: { ...user.customFields, ...user.privateFields } },
    security: {
      passwordChangedAt: security.passwordChangedAt === null ? null : iso(security.passwordChangedAt),
      authenticatorAppSince: security.totpSince === null ? null : iso(security.totpSince),
      recoveryCodesLeft: security.recoveryCodesLeft,
      passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
        id,
        name,
        createdAt: iso(createdAt),
        lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
      })),
    },
    sessions: sessions.map(({ id, methods, ip, userAgent, createdAt, lastSeenAt }) => ({
      id,
      methods,
      ip,
      userAgent,
      createdAt: iso(createdAt),
      lastSeenAt: iso(lastSeenAt),
    })),
    events: (await eventsOf(deps, userId)).map((event) => ownEvent(event, userId)),
  }
}

async function eventsOf(deps: Deps, subject: string): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = []
  while (events.length < OWN_EVENTS_MAX) {
    const before = events.at(-1)?.position
    const page = await listEvents(deps, {
      subject,
      limit: PAGE,
      order: 'desc',
      ...(before === undefined ? {} : { before }),
    })
    events.push(...page)
    if (page.length < PAGE) break
  }
  return events
}

function ownEvent({ id, type, at, data, context }: LoggedEvent, userId: string): OwnData['events'][number] {
  const { actor, ip, userAgent } = context
  const own = actor.type === 'user' && actor.id === userId
  return {
    id,
    type,
    at: iso(at),
    by: own ? 'you' : actor.type,
    ...(own && ip !== undefined ? { ip } : {}),
    ...(own && userAgent !== undefined ? { userAgent } : {}),
    data,
  }
}
