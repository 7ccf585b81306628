import type { Username } from '../domain/identifiers.ts'
import type { User } from '../domain/user.ts'
import type { CustomFields, UserProfile } from '../domain/user-profile.ts'
import type { Deps } from './deps.ts'

/** A user who is about to be written: everything not given is absent. */
export function newUser(
  deps: Deps,
  given: {
    readonly username?: Username | undefined
    readonly email?: string | undefined
    readonly profile?: UserProfile
    readonly externalId?: string | undefined
    readonly customFields?: CustomFields
    readonly privateFields?: CustomFields
    readonly status: 'active' | 'invited'
    readonly proofOwed?: boolean
  },
): User {
  const now = deps.clock.now()
  return {
    id: deps.id('usr'),
    username: given.username?.username ?? null,
    usernameKey: given.username?.key ?? null,
    email: given.email ?? null,
    emailVerified: false,
    firstVerifiedAt: null,
    proofOwed: given.proofOwed ?? false,
    phone: given.profile?.phone ?? null,
    name: given.profile?.name ?? null,
    givenName: given.profile?.givenName ?? null,
    familyName: given.profile?.familyName ?? null,
    locale: given.profile?.locale ?? null,
    zoneinfo: given.profile?.zoneinfo ?? null,
    externalId: given.externalId ?? null,
    status: given.status,
    statusReason: null,
    role: null,
    mfaEnabled: false,
    customFields: given.customFields ?? {},
    privateFields: given.privateFields ?? {},
    deleteAt: null,
    passwordExpired: false,
    loginsCount: 0,
    lastLoginAt: null,
    createdAt: now,
    updatedAt: now,
  }
}
