/** A user as GenAuth and Authing receivers know it. Fields that Gatepost does not have are null. */
import type { LoggedEvent, PublicUser } from '#gatepost'

const STATUS = {
  active: 'Activated',
  invited: 'Deactivated',
  blocked: 'Suspended',
  deleting: 'Archived',
} as const satisfies Record<PublicUser['status'], string>

/**
 * GenAuth's user object. Its samples also carry `password`, `salt`, `encryptedPassword` and `token`; they are
 * never sent. `lastIp` is known where the event is a sign-in, `registerSource` where it is a registration.
 */
export function genauthUser(user: PublicUser, event: LoggedEvent, userPoolId: string) {
  return {
    id: user.id,
    userPoolId,
    username: user.username,
    email: user.email,
    emailVerified: user.emailVerified,
    phone: user.phone,
    phoneVerified: null,
    name: user.name,
    nickname: null,
    givenName: user.givenName,
    familyName: user.familyName,
    photo: null,
    company: null,
    gender: null,
    birthdate: null,
    locale: user.locale,
    zoneinfo: user.zoneinfo,
    externalId: user.externalId,
    status: STATUS[user.status],
    blocked: user.status === 'blocked',
    loginsCount: user.loginsCount,
    lastLogin: user.lastLoginAt,
    lastIp: event.type === 'user.login.succeeded' ? (event.context.ip ?? null) : null,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    customData: user.customFields,
    registerSource: registerSource(user, event),
  }
}
export type GenauthUser = ReturnType<typeof genauthUser>

function registerSource(user: PublicUser, event: LoggedEvent): string[] | null {
  if (event.type !== 'user.registered' || event.data?.method !== 'self') return null
  return [user.email === null ? 'basic:username-password' : 'basic:email']
}

/** GenAuth's spelling of a field in `updates`; custom fields and fields it does not know keep their name. */
export function genauthField(name: string): string {
  if (name === 'customFields') return 'customData'
  return name === 'lastLoginAt' ? 'lastLogin' : name
}
