import { z } from 'zod'
import type { EventCatalogue, EventContext, EventDraft } from './event.ts'
import { LISTENER_TEST } from './listener.ts'
import { type PublicUser, publicUserSchema, ROLES, USER_STATUSES } from './user.ts'
import { IMPORT_FORMATS } from './user-import.ts'

const user = publicUserSchema
const time = z.iso.datetime()
const none = z.object({ user })
/** Absent in events written before there were viewers; an operator's then. */
const role = z.enum(ROLES).optional()
const listenerFact = z.object({ id: z.string(), keyId: z.string(), forwardTo: z.string().nullable() })
const suppressed = z.int().positive().optional()
export const factorKinds = z.enum(['totp', 'passkey', 'recovery_code'])
export const revokers = z.enum(['user', 'operator', 'password_change', 'password_reset', 'block', 'deletion'])
export const changesSchema = z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() }))

const account = 'Account'
const credentials = 'Password and e-mail'
const signing = 'Signing in and out'
const factors = 'Second factor'
const server = 'The server itself'

/** The events of the core. One schema a type; documents and API descriptions derive from it. */
export const CORE_EVENTS = {
  'user.registered': {
    group: account,
    about: 'user',
    description: 'A user row came to be, by any path',
    data: none.extend({ method: z.enum(['self', 'operator', 'api', 'import', 'invite']) }),
  },
  'user.updated': {
    group: account,
    about: 'user',
    description: 'Profile, address or custom field changed',
    data: none.extend({ changes: changesSchema }),
  },
  'user.invited': { group: account, about: 'user', description: 'An operator asked somebody in', data: none },
  'user.blocked': {
    group: account,
    about: 'user',
    description: 'An operator shut the account',
    data: none.extend({ reason: z.string().nullable() }),
  },
  'user.unblocked': {
    group: account,
    about: 'user',
    description: 'An operator opened it again',
    data: none.extend({ reason: z.string().nullable() }),
  },
  'user.deletion_requested': {
    group: account,
    about: 'user',
    description: 'The grace period began',
    data: none.extend({ until: time }),
  },
  'user.deletion_cancelled': {
    group: account,
    about: 'user',
    description: 'Called off; the account stays',
    data: none.extend({ until: time.nullable() }),
  },
  'user.deleted': {
    group: account,
    about: 'user',
    description: 'The account is gone; holds its last state',
    data: none.extend({ by: z.enum(['user', 'operator', 'api_key', 'cli', 'system']) }),
  },
  'user.password.changed': {
    group: credentials,
    about: 'user',
    description: 'The password is new',
    data: none.extend({ reason: z.enum(['change', 'reset', 'operator']) }),
  },
  'user.password.reset_requested': {
    group: credentials,
    about: 'stranger',
    description: 'A reset mail is due',
    data: none.extend({ suppressed }),
  },
  'user.email.verification_requested': {
    group: credentials,
    about: 'user',
    description: 'A verification mail is due',
    data: none.extend({ email: z.string() }),
  },
  'user.email.verified': {
    group: credentials,
    about: 'user',
    description: 'The address is proven',
    data: none.extend({ email: z.string(), first: z.boolean() }),
  },
  'user.login.succeeded': {
    group: signing,
    about: 'user',
    description: 'All proofs given, a session began',
    data: none.extend({
      methods: z.array(z.enum(['password', 'totp', 'passkey', 'recovery_code'])),
      sessionId: z.string(),
    }),
  },
  'user.login.failed': {
    group: signing,
    about: 'stranger',
    description: 'A sign-in was refused',
    data: z.object({
      user: user.optional(),
      reason: z.enum(['bad_credentials', 'unknown_user', 'blocked', 'locked', 'mfa_failed', 'hook']),
      identifier: z.string(),
      suppressed,
    }),
  },
  'user.login.locked': {
    group: signing,
    about: 'stranger',
    description: 'Too many failures: waiting begins',
    data: z.object({ user: user.optional(), until: time, suppressed }),
  },
  'user.logged_out': {
    group: signing,
    about: 'user',
    description: 'The person signed out',
    data: none.extend({ sessionId: z.string() }),
  },
  'user.session.revoked': {
    group: signing,
    about: 'user',
    description: 'A session was ended from elsewhere',
    data: none.extend({ sessionId: z.string(), by: revokers }),
  },
  'user.mfa.enrolled': {
    group: factors,
    about: 'user',
    description: 'A factor is confirmed',
    data: none.extend({ factor: factorKinds }),
  },
  'user.mfa.removed': {
    group: factors,
    about: 'user',
    description: 'A factor is gone',
    data: none.extend({ factor: factorKinds }),
  },
  'user.mfa.verified': {
    group: factors,
    about: 'user',
    description: 'A second factor was right',
    data: none.extend({ factor: factorKinds }),
  },
  'user.mfa.failed': {
    group: factors,
    about: 'user',
    description: 'A second factor was wrong',
    data: none.extend({ factor: factorKinds }),
  },
  'user.mfa.recovery_codes_regenerated': {
    group: factors,
    about: 'user',
    description: 'New recovery codes were made',
    data: none.extend({ remaining: z.int() }),
  },
  'user.mfa.recovery_code_used': {
    group: factors,
    about: 'user',
    description: 'A recovery code was spent',
    data: none.extend({ remaining: z.int() }),
  },
  'users.imported': {
    group: server,
    about: 'server',
    description: 'Users came in from a file',
    data: z.object({
      import: z.object({ id: z.string(), format: z.enum(IMPORT_FORMATS), fileName: z.string().nullable() }),
      lines: z.int(),
      created: z.int(),
      bad: z.int(),
      quiet: z.boolean(),
    }),
  },
  'users.exported': {
    group: server,
    about: 'server',
    description: 'Users went out as a file',
    data: z.object({
      format: z.enum(IMPORT_FORMATS),
      users: z.int(),
      filter: z.object({ status: z.enum(USER_STATUSES).nullable() }),
      passwordHashes: z.boolean(),
    }),
  },
  'api_key.created': {
    group: server,
    about: 'server',
    description: 'An API key was made',
    data: z.object({
      key: z.object({
        id: z.string(),
        kind: z.enum(['bearer', 'access']).optional(),
        name: z.string(),
        scopes: z.array(z.string()),
        expiresAt: time.nullable(),
      }),
    }),
  },
  'api_key.revoked': {
    group: server,
    about: 'server',
    description: 'An API key was ended',
    data: z.object({ key: z.object({ id: z.string(), name: z.string() }) }),
  },
  'listener.opened': {
    group: server,
    about: 'server',
    description: 'A developer began to listen to the feed',
    data: z.object({ listener: listenerFact.extend({ expiresAt: time }) }),
  },
  'listener.closed': {
    group: server,
    about: 'server',
    description: 'A developer stopped listening before the time was up',
    data: z.object({ listener: listenerFact }),
  },
  [LISTENER_TEST]: {
    group: server,
    about: 'server',
    addressed: true,
    description: 'A test was sent to listeners; nothing of it happened',
    data: z.object({ type: z.string(), sample: z.record(z.string(), z.unknown()) }),
  },
  'settings.updated': {
    group: server,
    about: 'server',
    description: 'An operator changed how the server takes and greets people',
    data: z.object({ changes: changesSchema }),
  },
  'subscriber.event_retried': {
    group: server,
    about: 'server',
    description: 'An event that was set aside for a subscriber was handed to it once more',
    data: z.object({ subscriber: z.string(), position: z.int(), event: z.string() }),
  },
  'operator.granted': {
    group: server,
    about: 'user',
    description: 'A user may open the console, as operator or viewer',
    data: none.extend({ role }),
  },
  'operator.revoked': {
    group: server,
    about: 'user',
    description: 'A user lost the role',
    data: none.extend({ role }),
  },
} as const satisfies EventCatalogue

export type CoreEventType = keyof typeof CORE_EVENTS
type Data<T extends CoreEventType> = z.infer<(typeof CORE_EVENTS)[T]['data']>
type UserEventType = { [T in CoreEventType]: Data<T> extends { user: PublicUser } ? T : never }[CoreEventType]

/** A draft about a user; the compiler checks what stands beside `data.user`. */
export function userEvent<T extends UserEventType>(
  type: T,
  about: PublicUser,
  adds: Omit<Data<T>, 'user'>,
  context: EventContext,
): EventDraft {
  return { type, subject: about.id, data: { user: about, ...adds }, context }
}

/** A draft of any core type, for the few that have no user or an optional one. */
export function serverEvent<T extends CoreEventType>(
  type: T,
  subject: string | null,
  data: Data<T>,
  context: EventContext,
): EventDraft {
  return { type, subject, data, context }
}
