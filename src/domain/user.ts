import { z } from 'zod'

export const USER_STATUSES = ['active', 'invited', 'blocked', 'deleting'] as const
export type UserStatus = (typeof USER_STATUSES)[number]
/** Who may open the console: an operator acts, a viewer reads. */
export const ROLES = ['operator', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** A user as stored. Times are UTC epoch milliseconds; absent values are null. Never leaves the process as it is. */
export interface User {
  readonly id: string
  readonly username: string | null
  /** NFKC and case-folded; unique. */
  readonly usernameKey: string | null
  /** Lower-cased; unique among users who have proven it. */
  readonly email: string | null
  readonly emailVerified: boolean
  /** When this user first proved any address; points are added once for that. */
  readonly firstVerifiedAt: number | null
  /** Registered with an address and has proven none yet; under some settings that shuts the door. */
  readonly proofOwed: boolean
  readonly phone: string | null
  readonly name: string | null
  readonly givenName: string | null
  readonly familyName: string | null
  readonly locale: string | null
  readonly zoneinfo: string | null
  readonly externalId: string | null
  readonly status: UserStatus
  readonly statusReason: string | null
  readonly role: Role | null
  readonly mfaEnabled: boolean
  readonly customFields: Readonly<Record<string, string | number | boolean | null>>
  /** Custom fields that never leave; kept apart so that no view of a user takes them along. */
  readonly privateFields: Readonly<Record<string, string | number | boolean | null>>
  /** When a leaving user's account is deleted. */
  readonly deleteAt: number | null
  /** The next sign-in leads to a new password and nowhere else. */
  readonly passwordExpired: boolean
  readonly loginsCount: number
  readonly lastLoginAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

const time = z.iso.datetime()

/** `data.user` of every event and the answer of the API: a whitelist, so that nothing leaves by accident. */
export const publicUserSchema = z.object({
  id: z.string(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  phone: z.string().nullable(),
  name: z.string().nullable(),
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  locale: z.string().nullable(),
  zoneinfo: z.string().nullable(),
  externalId: z.string().nullable(),
  status: z.enum(USER_STATUSES),
  mfaEnabled: z.boolean(),
  customFields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  loginsCount: z.int(),
  lastLoginAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
})
export type PublicUser = z.infer<typeof publicUserSchema>

const iso = (ms: number): string => new Date(ms).toISOString()

/** The whitelisted view of a user. */
export function publicUser(user: User): PublicUser {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    emailVerified: user.emailVerified,
    phone: user.phone,
    name: user.name,
    givenName: user.givenName,
    familyName: user.familyName,
    locale: user.locale,
    zoneinfo: user.zoneinfo,
    externalId: user.externalId,
    status: user.status,
    mfaEnabled: user.mfaEnabled,
    customFields: { ...user.customFields },
    loginsCount: user.loginsCount,
    lastLoginAt: user.lastLoginAt === null ? null : iso(user.lastLoginAt),
    createdAt: iso(user.createdAt),
    updatedAt: iso(user.updatedAt),
  }
}
