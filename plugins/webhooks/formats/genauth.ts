/** The drop-in format for receivers that were written for GenAuth (formerly Authing): `{ eventName, data }`. */
import type { LoggedEvent, PublicUser } from '#gatepost'
import { genauthField, genauthUser } from './genauth-user.ts'

/** Why GenAuth's format has no message for an event. */
export type GenauthGap = 'no_equivalent' | 'no_user'

const PASSKEY = 'passkey'
/** It names a factor by how its code arrives; recovery codes count as one-time passwords. */
const FACTOR_TYPE: Readonly<Record<string, string>> = { totp: 'OTP', recovery_code: 'OTP' }

/** What keeps an event from going out under `name`; undefined when it can. `name` is empty where there is none. */
export function genauthGap(event: LoggedEvent, name: string): GenauthGap | undefined {
  if (name === '') return 'no_equivalent'
  if (name === 'test') return undefined
  if (name === 'mfa:verified' && event.data?.factor === PASSKEY) return 'no_equivalent'
  return userOf(event) || event.type === 'user.gone' ? undefined : 'no_user'
}

/** The body of an event without a gap. Form bodies carry `data` as JSON in one field. */
export function genauthBody(
  event: LoggedEvent,
  name: string,
  contentType: 'json' | 'form',
  userPoolId: string,
): string {
  const data = genauthData(event, name, userPoolId)
  if (contentType === 'json') return JSON.stringify({ eventName: name, data })
  return new URLSearchParams({ eventName: name, data: JSON.stringify(data) }).toString()
}

function genauthData(event: LoggedEvent, name: string, userPoolId: string): unknown {
  if (name === 'test') return { description: 'A test from Gatepost' }
  // Nothing is left of it but the id.
  if (event.type === 'user.gone') return { users: [{ id: event.data?.userId, userPoolId }] }
  const source = userOf(event)
  if (!source) throw new Error(`${event.type} holds no user to send as ${name}`)
  const user = genauthUser(source, event, userPoolId)
  switch (name) {
    case 'login':
    case 'register':
    case 'user:created':
      return user
    case 'user:updated':
      return { user, updates: updatesOf(event) }
    case 'user:password-changed':
      return { userId: user.id }
    case 'user:email-verified':
      return { userId: user.id, email: event.data?.email ?? user.email }
    case 'mfa:verified':
      return {
        userId: user.id,
        isValid: event.type === 'user.mfa.verified',
        type: FACTOR_TYPE[String(event.data?.factor)] ?? null,
      }
    case 'user:deleted':
    case 'kick':
      return { users: [user] }
    default:
      return { user }
  }
}

/** The changed fields with their new values. A snapshot has none. */
function updatesOf(event: LoggedEvent): Record<string, unknown> {
  const changes = event.data?.changes
  if (typeof changes !== 'object' || changes === null) return {}
  return Object.fromEntries(
    Object.entries(changes).map(([field, change]) => [genauthField(field), newValue(change)]),
  )
}

function newValue(change: unknown): unknown {
  return typeof change === 'object' && change !== null && 'to' in change ? change.to : null
}

/** `data.user` was checked against the catalogue's schema before the event was written. */
function userOf(event: LoggedEvent): PublicUser | undefined {
  const user = event.data?.user
  return typeof user === 'object' && user !== null ? (user as PublicUser) : undefined
}

/**
 * GenAuth's own headers. Its shared secret goes out verbatim, twice, as its receivers expect; it is no signing
 * key. Absent when none is set.
 */
export function genauthHeaders(secret: string | null, userPoolId: string): Record<string, string> {
  return {
    'user-agent': 'authing-webhook@2.0',
    ...(secret === null ? {} : { 'x-authing-webhook-secret': secret, 'x-authing-token': secret }),
    'x-authing-userpool-id': userPoolId,
  }
}
